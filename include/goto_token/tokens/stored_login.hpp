#pragma once

#include <chrono>
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

  [[nodiscard]] bool operator==(const LoginKey& other) const = default;
};

/// A login as the token store keeps it.
struct StoredLogin {
  LoginKey key;
  Url token_endpoint;                      ///< Issued the tokens; the refresh token is sent there only,
  std::optional<Url> revocation_endpoint;  ///< and here. Nullopt when the server has none.
  std::optional<ClientAuthentication> client_authentication;  ///< What the server accepted last.
  std::vector<std::string> scopes;                            ///< Granted; empty when not known.
  Secret access_token;
  Secret refresh_token;  ///< Empty when there is none.
  std::optional<std::chrono::sys_seconds> expires_at;
  Secret json;  ///< The token response: one JSON object, with the changes of later responses.
};

/// Makes a login from the token response to an authorization code.
/// @param requested the requested scopes. They count as granted when the response names none (RFC 6749 §5.1).
[[nodiscard]] StoredLogin make_login(LoginKey key, const AuthorizationServer& server,
                                     const ReceivedToken& token, const std::vector<std::string>& requested);

/// The login after a refresh (RFC 6749 §6). It keeps the refresh token and the scopes where the response
/// names none.
[[nodiscard]] StoredLogin refresh_login(const StoredLogin& login, const ReceivedToken& token);

/// The client for the requests of this login. It first tries the method that the server accepted last.
[[nodiscard]] Client make_client(const Client& client, const StoredLogin& login);

/// Makes sure that this run may send the login's secrets to an endpoint.
/// @throws Error{Configuration} for plain http to another machine, unless `allow_http`. That an earlier run
/// allowed it does not count.
void require_confidential_endpoint(const Url& endpoint, bool allow_http);

/// Whether all of `requested` were granted.
[[nodiscard]] bool covers(const StoredLogin& login, const std::vector<std::string>& requested);

/// Whether the access token is valid for `min_valid` more. A token of unknown expiry counts as valid.
[[nodiscard]] bool is_valid(const StoredLogin& login, std::chrono::sys_seconds now,
                            std::chrono::seconds min_valid);

/// The login as one JSON text; parse_login reads it back. Holds secrets.
[[nodiscard]] Secret format_login(const StoredLogin& login);

/// Reads what format_login wrote; nullopt when the text is anything else, or the login has another key.
[[nodiscard]] std::optional<StoredLogin> parse_login(std::string_view text, const LoginKey& key);

}  // namespace goto_token
