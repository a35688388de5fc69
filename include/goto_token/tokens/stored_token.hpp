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

/// Why the store has no usable token.
struct NoStoredToken {
  std::string reason;    ///< Fit to follow "login required:".
  bool revoked = false;  ///< The server ended the login (`invalid_grant`), and it was erased.
};

/// A login whose access token meets the requirements, or why there is none.
using StoredToken = std::variant<StoredLogin, NoStoredToken>;

/// The stored login, refreshed where its access token is not valid for as long as required.
///
/// A valid token takes neither the lock nor the network. A refresh holds the store's lock: of any number of
/// processes, one sends the request and the others read its result. Warns of scopes that the server did not
/// grant to the refreshed token.
/// @throws Error{TokenStore}; Error{Configuration} for a refresh over plain http that this run does not
/// allow; Error{TokenRefused} on an error response other than `invalid_grant`, and Error{Network}. The last
/// two leave the login as it was.
[[nodiscard]] StoredToken use_stored_login(const TokenStore& store, const TokenRequirements& requirements,
                                           const Client& client, const Effects& effects);

}  // namespace goto_token
