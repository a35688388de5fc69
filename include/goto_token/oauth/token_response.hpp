#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {

/// The limits of a token response that is kept: a refresh may add the refresh token from before.
inline constexpr JsonLimits kTokenResponseLimits{.nesting = kDocumentLimits.nesting,
                                                 .members = kDocumentLimits.members + 1};

/// A successful token response (RFC 6749 §5.1).
struct TokenResponse {
  Secret access_token;  ///< Visible ASCII, never empty.
  /// Nullopt when it is missing or not a number.
  std::optional<std::chrono::seconds> expires_in;
  std::optional<std::string> scope;  ///< Nullopt when it is the requested scope (§5.1).
  Secret refresh_token;              ///< Empty when the response holds none.
  Secret json;                       ///< The whole response as `format_json_object` writes it.
  /// The method of client authentication that was accepted; nullopt until the exchange sets it.
  std::optional<ClientAuthentication> client_authentication = {};
  /// The algorithm of the client assertion that was accepted; nullopt with any other method.
  std::optional<SigningAlgorithm> assertion_algorithm = {};
};

/// An error response of the token endpoint (RFC 6749 §5.2). All text is outside text.
struct TokenErrorResponse {
  int status;               ///< HTTP status.
  std::string error;        ///< Any code, registered or not; empty when the body has none.
  std::string description;  ///< `error_description`; may be empty.
  /// Every method of client authentication, where there were several and the client was refused with each
  /// one: then this is the first refusal. Empty until the exchange sets it.
  std::vector<ClientAuthentication> refused_methods = {};
};

/// Reads a token endpoint's response. 2xx must have a token or an OAuth error. 400, 401 and 403 are error
/// responses with any body; any other status is one only with an OAuth `error` in a JSON body.
/// @throws Error{Network} for any other response, naming the member or status at fault and no value. It has a
/// hint where the server has trouble; otherwise the caller adds one.
[[nodiscard]] std::variant<TokenResponse, TokenErrorResponse> parse_token_response(
    const HttpResponse& response);

/// The members of a token response that was received or is kept; none where it is damaged.
[[nodiscard]] JsonObject parse_members(const Secret& json);

/// Reads a revocation endpoint's response (RFC 7009 §2.2): nullopt when the token is revoked or not known.
/// @throws Error{Network} when the response is neither 2xx nor an OAuth error, with a hint as above.
[[nodiscard]] std::optional<TokenErrorResponse> parse_revocation_response(const HttpResponse& response);

/// The scopes that the response names. Empty when it has no scope member, or an empty one: then those that
/// were requested count as granted (§5.1). Some servers separate them by commas.
[[nodiscard]] std::vector<std::string> granted_scopes(const TokenResponse& token);

/// The scopes of `requested` that the response does not name, in their order; empty when it names none.
/// Letter case does not count: some servers have their own spelling. `offline_access` is granted with a
/// refresh token and `openid` with an ID token: some servers name only the scopes of the access token.
[[nodiscard]] std::vector<std::string> find_missing_scopes(const TokenResponse& token,
                                                           const std::vector<std::string>& requested);

/// A lifetime in seconds, such as `expires_in`: a number, or the numeric string that some servers send.
/// Nullopt for anything else, and for a negative one.
[[nodiscard]] std::optional<std::chrono::seconds> parse_lifetime(const JsonObject& response,
                                                                 std::string_view name);

/// When the token expires; nullopt when the server did not say.
[[nodiscard]] std::optional<std::chrono::sys_seconds> expires_at(const TokenResponse& token,
                                                                 std::chrono::sys_seconds received_at);

}  // namespace goto_token
