#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// Whether the authorization server can be reached, and whether its clock agrees with ours. Fetches its
/// metadata where only the issuer is known, then sends a GET to the token endpoint: most servers reject that,
/// and it changes nothing. Sends no secret.
[[nodiscard]] std::vector<Check> check_service(const SetUp& set_up, const Effects& effects);

/// Compares the `Date` of a response with the time when it was received.
/// @param date the field's value; nullopt when the response had none.
[[nodiscard]] Check check_clock(std::optional<std::string_view> date, std::chrono::sys_seconds now);

}  // namespace goto_token
