#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/secret.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {

/// What identifies a login. Its tokens are never used for, or sent to, another one's service or client.
struct LoginKey {
  std::string profile;
  std::string service;  ///< The issuer, or the endpoints where no issuer is configured. As configured, so
                        ///< that no request is needed.
  std::string client_id;
  std::string audience = {};                ///< For whom its tokens are; empty for none.
  std::vector<std::string> resources = {};  ///< Where they are to be used (RFC 8707 §2); in the order of the
                                            ///< alphabet, since the order in the requests means nothing.

  [[nodiscard]] bool operator==(const LoginKey& other) const = default;
};

/// A login as the token store keeps it.
struct StoredLogin {
  LoginKey key;
  Url token_endpoint;                      ///< Issued the tokens; the refresh token is sent there only,
  std::optional<Url> revocation_endpoint;  ///< and here. Nullopt when the server has none.
  std::optional<ClientAuthentication> client_authentication;  ///< What the server accepted last,
  std::optional<SigningAlgorithm> assertion_algorithm;  ///< and the algorithm where it was an assertion.
  std::vector<std::string> scopes;          ///< The token's, as far as the server told; empty: not known.
  std::vector<std::string> covered_scopes;  ///< All that were asked for at the login, or granted since.
  Secret access_token;                      ///< Empty when there was no room to keep it.
  Secret refresh_token;                     ///< Empty when there is none.
  std::chrono::sys_seconds received_at;     ///< The epoch when it is not known.
  std::optional<std::chrono::seconds> lifetime;        ///< The last that the server told.
  std::optional<std::chrono::sys_seconds> expires_at;  ///< Nullopt when no lifetime was ever told.
  bool rotates = false;  ///< Whether the server has replaced a refresh token: it may end a login for which a
                         ///< refresh token is presented twice (RFC 9700 §4.14.2).
  std::uint64_t version = 0;  ///< Counts what was stored of this login.
  Secret json;                ///< The token response: one JSON object, with the changes of later responses.
};

/// Makes a login from the token response to an authorization code.
/// @param requested the requested scopes. They count as granted when the response names none (RFC 6749 §5.1).
[[nodiscard]] StoredLogin make_login(LoginKey key, const AuthorizationServer& server,
                                     const ReceivedToken& token, const std::vector<std::string>& requested);

/// The login after a refresh (RFC 6749 §6). It keeps the refresh token, the scopes and the lifetime where the
/// response names none.
[[nodiscard]] StoredLogin refresh_login(const StoredLogin& login, const ReceivedToken& token);

/// `audience AUDIENCE` and `resource URI URI`, as far as the login is bound to them. Outside text.
[[nodiscard]] std::vector<std::string> describe_target(const LoginKey& key);

/// What the next refresh needs of a login, without its access token.
[[nodiscard]] StoredLogin without_access_token(const StoredLogin& login);

/// Who signed in, as far as the server told. Outside text; empty when it did not.
[[nodiscard]] std::string find_principal(const StoredLogin& login);

/// When the refresh token ends unless it is used before, as some servers tell; nullopt where this one did
/// not.
[[nodiscard]] std::optional<std::chrono::sys_seconds> find_end_of_login(const StoredLogin& login);

/// The client for the requests of this login. It first tries the method that the server accepted last.
[[nodiscard]] Client make_client(const Client& client, const StoredLogin& login);

/// Makes sure that this run may send the login's secrets to an endpoint.
/// @throws Error{Configuration} for plain http to another machine, unless `allow_http`. That an earlier run
/// allowed it does not count.
void require_confidential_endpoint(const Url& endpoint, bool allow_http);

/// Whether all of `requested` were asked for at the login or granted since: a server may spell scopes in
/// another way than they were asked for, and asking again would give the same.
[[nodiscard]] bool covers(const StoredLogin& login, const std::vector<std::string>& requested);

/// Whether the access token expires later than it was ever to last, since a clock was wrong.
[[nodiscard]] bool was_received_in_future(const StoredLogin& login, std::chrono::sys_seconds now);

/// Whether the access token is valid for `min_valid` more.
///
/// A token of unknown lifetime counts for an hour where there is a refresh token, and without one until the
/// server says otherwise. One that was received in the future is not valid.
[[nodiscard]] bool is_valid(const StoredLogin& login, std::chrono::sys_seconds now,
                            std::chrono::seconds min_valid);

}  // namespace goto_token
