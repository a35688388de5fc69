#pragma once

#include "goto_token/config/session.hpp"
#include "goto_token/sign_in/flow.hpp"

namespace goto_token {

/// What a sign-in came to, and whose token it is.
struct SignedIn {
  ReceivedToken token;
  AuthorizationServer server;
};

/// Has the user sign in, and warns when not all scopes were granted.
/// @param why it is needed, fit to follow "login required:".
/// @throws Error{LoginRequired} when `--non-interactive` rules that out, and what the grant throws.
[[nodiscard]] SignedIn sign_in(const Session& session, const std::string& why);

/// Keeps the result as the stored login.
/// @throws Error{TokenStore}.
void save_login(const Session& session, const SignedIn& signed_in);

}  // namespace goto_token
