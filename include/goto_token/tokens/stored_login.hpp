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

/// What a login belongs to: tokens of one are never used for, or sent to, another.
struct LoginKey {
  std::string profile;
  std::string service;  ///< The issuer, or the endpoints where none is configured: as configured, so that no
                        ///< network is needed.
  std::string client_id;
};

/// A login as the token store keeps it.
struct StoredLogin {
  LoginKey key;
  Url token_endpoint;                      ///< Where the tokens came from. The refresh token goes there,
  std::optional<Url> revocation_endpoint;  ///< and here; nullopt when the server has none.
  std::optional<ClientAuthentication> client_authentication;  ///< What the server accepted last.
  std::vector<std::string> scopes;                            ///< Granted; empty when it is not known.
  Secret access_token;
  Secret refresh_token;  ///< Empty when there is none.
  std::optional<std::chrono::sys_seconds> expires_at;
  Secret json;  ///< The token response: one JSON object, with what later responses changed.
};

/// Makes a login of a token response to an authorization code.
/// @param requested the scopes asked for, which are those granted when the response names none (RFC 6749
/// §5.1).
[[nodiscard]] StoredLogin make_login(LoginKey key, const AuthorizationServer& server,
                                     const ReceivedToken& token, const std::vector<std::string>& requested);

/// The login after a refresh (RFC 6749 §6). A refresh token or a scope that the response leaves out stays as
/// it was.
[[nodiscard]] StoredLogin refresh_login(const StoredLogin& login, const ReceivedToken& token);

/// The client as it asks for this login: first with the method that the server accepted last.
[[nodiscard]] Client make_client(const Client& client, const StoredLogin& login);

/// Makes sure that an endpoint of a login may get its secrets in this run.
/// @throws Error{Configuration} for plain http to another machine, unless `allow_http`: that it was allowed
/// once says nothing of this run.
void require_confidential_endpoint(const Url& endpoint, bool allow_http);

/// Whether the granted scopes hold all of `requested`.
[[nodiscard]] bool covers(const StoredLogin& login, const std::vector<std::string>& requested);

/// Whether the access token lasts for `min_valid` more. One of unknown expiry is taken to.
[[nodiscard]] bool is_valid(const StoredLogin& login, std::chrono::sys_seconds now,
                            std::chrono::seconds min_valid);

/// The login as one JSON text; parse_login reads it back. Holds secrets.
[[nodiscard]] Secret format_login(const StoredLogin& login);

/// Reads what format_login wrote; nullopt when it is anything else, or belongs to another key.
[[nodiscard]] std::optional<StoredLogin> parse_login(std::string_view text, const LoginKey& key);

}  // namespace goto_token
