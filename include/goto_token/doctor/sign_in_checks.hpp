#pragma once

#include <vector>

#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"

namespace goto_token {

/// Whether the sign-in page can be opened and the authorization response can come back: the redirect URI, its
/// port (which is bound and set free again), the browser.
/// @param terminal whether stderr is a terminal.
/// @param token_at_hand whether the stored login gives a token without a sign-in.
[[nodiscard]] std::vector<Check> check_sign_in(const SetUp& set_up, bool terminal, bool token_at_hand);

}  // namespace goto_token
