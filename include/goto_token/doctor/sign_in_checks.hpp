#pragma once

#include <vector>

#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"

namespace goto_token {

/// Whether the sign-in page can be opened and the authorization response be received: checks the redirect
/// URI, its port (which is bound and freed again) and the browser.
/// @param terminal whether stderr is a terminal.
/// @param has_token whether the stored login gives a token without a sign-in.
[[nodiscard]] std::vector<Check> check_sign_in(const SetUp& set_up, bool terminal, bool has_token);

}  // namespace goto_token
