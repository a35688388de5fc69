#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "goto_token/io/effects.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {

/// What a run requires of the stored login.
struct TokenRequirements {
  std::vector<std::string> scopes;
  std::chrono::seconds min_valid;
  bool allow_http = false;  ///< Whether a refresh may go over plain http to another machine.
};

/// Why the store gives no token.
struct NoStoredToken {
  std::string reason;    ///< Fit to follow "login required:".
  bool revoked = false;  ///< There was a login, but the server ended it (`invalid_grant`); it is erased.
};

/// The login of which the access token meets the requirements, or why there is none.
using StoredToken = std::variant<StoredLogin, NoStoredToken>;

/// Takes the token of the stored login, after refreshing it where it does not last as long as required.
///
/// A token that lasts is returned without lock or network. A refresh is made under the store's lock, so that
/// of any number of processes one makes the request and the others find its result. Scopes that the server
/// leaves out of the refreshed token are warned of.
/// @throws Error{TokenStore}; Error{Configuration} for a refresh over plain http that this run does not
/// allow; Error{TokenRefused} on an error response other than `invalid_grant`, and Error{Network}: both leave
/// the login as it was.
[[nodiscard]] StoredToken use_stored_login(const TokenStore& store, const TokenRequirements& requirements,
                                           const Client& client, const Effects& effects);

}  // namespace goto_token
