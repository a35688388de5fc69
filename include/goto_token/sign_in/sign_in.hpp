#pragma once

#include "goto_token/config/session.hpp"
#include "goto_token/tokens/stored_login.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {

/// The token of a sign-in, and the server that issued it.
struct SignedIn {
  ReceivedToken token;
  AuthorizationServer server;
};

/// Has the user sign in. Warns when not all scopes were granted.
/// @param why the sign-in is needed, fit to follow "login required:".
/// @throws Error{LoginRequired} with `--non-interactive` or `--refresh`, and what the grant throws.
[[nodiscard]] SignedIn sign_in(const Session& session, const std::string& why);

/// Stores the result as the stored login, and returns that.
/// @throws Error{TokenStore}.
StoredLogin save_login(const Session& session, const SignedIn& signed_in);

}  // namespace goto_token
