#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {

/// What a run wants of the stored login.
struct TokenWish {
  std::vector<std::string> scopes;
  std::chrono::seconds min_valid;
  bool allow_http = false;  ///< Whether a refresh may go over plain http to another machine.
};

/// What the store could give.
struct StoredToken {
  std::optional<StoredLogin> login;  ///< Its access token is good for the wish.
  bool revoked =
      false;  ///< There was a login, but the server ended it (`invalid_grant`); its tokens are erased.
  std::string why_not;  ///< Where there is no login: why, fit to follow "login required:".
};

/// Takes the token of the stored login, after refreshing it where it does not last as long as wished.
///
/// A token that lasts is returned without lock or network. A refresh is made under the store's lock, so that
/// of any number of processes one makes the request and the others find its result. Scopes that the server
/// leaves out of the refreshed token are warned of.
/// @throws Error{TokenStore}; Error{Configuration} for a refresh over plain http that this run does not
/// allow; Error{TokenRefused} on a refusal other than `invalid_grant`, and Error{Network}: both leave the
/// login as it was.
[[nodiscard]] StoredToken use_stored_login(const TokenStore& store, const TokenWish& wish,
                                           const Client& client, const Effects& effects,
                                           const Diagnostics& diagnostics);

}  // namespace goto_token
