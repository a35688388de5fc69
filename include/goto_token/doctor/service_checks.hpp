#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// Whether the authorization server can be reached, and whether its clock is ours: fetches its metadata where
/// the issuer is known, and in any case what is at the token endpoint for whoever asks, which is an error
/// most of the time and does nothing. Sends no secret.
[[nodiscard]] std::vector<Check> check_service(const SetUp& set_up, const Effects& effects);

/// What the `Date` of an answer says of the clock that showed `now` when it came.
/// @param date the field's value; nullopt when the answer had none.
[[nodiscard]] Check check_clock(std::optional<std::string_view> date, std::chrono::sys_seconds now);

}  // namespace goto_token
