#pragma once

#include <string>
#include <vector>

#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"

namespace goto_token {

/// The first check that failed; nullptr when none did.
[[nodiscard]] const Check* find_first_failure(const std::vector<Check>& checks);

/// Whether there is no set-up at all: the client is missing, and no key is set anywhere, nor anything like
/// one.
[[nodiscard]] bool is_blank(const SetUp& set_up, const std::vector<Check>& checks);

/// What the checks come to, for a person: whether a token could be fetched, else what to fix first. One line.
/// @param has_token whether the stored login gives a token without a sign-in.
[[nodiscard]] std::string sum_up(const SetUp& set_up, const std::vector<Check>& checks, bool has_token);

}  // namespace goto_token
