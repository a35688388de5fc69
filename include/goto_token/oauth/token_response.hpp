#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {

/// A successful token response (RFC 6749 §5.1).
struct TokenResponse {
  Secret access_token;  ///< Visible ASCII, never empty.
  std::optional<std::chrono::seconds>
      expires_in;                    ///< Nullopt when the server did not say, or not in numbers.
  std::optional<std::string> scope;  ///< Nullopt when it is what was asked for (§5.1).
  Secret refresh_token;              ///< Empty when the response holds none.
  Secret json;                       ///< The response as it came: one JSON object with every member.
  /// How the client proved itself to get it; nullopt until the exchange says.
  std::optional<ClientAuthentication> client_authentication = {};
};

/// The token endpoint's refusal (RFC 6749 §5.2). All text is the server's.
struct TokenErrorResponse {
  int status;               ///< HTTP status.
  std::string error;        ///< Need not be a registered code; empty when the body named none.
  std::string description;  ///< `error_description`; may be empty.
};

/// Reads a token endpoint's answer. 2xx must be a token or an OAuth error; 400, 401 and 403 are refusals
/// whatever their body; any other status is a refusal only with an OAuth `error` in a JSON body.
/// @throws Error{Network} when the answer is none of these, naming the member or status at fault and no
/// value. Its hint is for a server in trouble; otherwise the caller adds one.
[[nodiscard]] std::variant<TokenResponse, TokenErrorResponse> parse_token_response(
    const HttpResponse& response);

/// Reads a revocation endpoint's answer (RFC 7009 §2.2): nullopt when the token is revoked, or was not known.
/// @throws Error{Network} when the answer is neither 2xx nor an OAuth error, with a hint as above.
[[nodiscard]] std::optional<TokenErrorResponse> parse_revocation_response(const HttpResponse& response);

/// The scopes of `requested` that the response leaves out, in their order; empty when it names no scope
/// (§5.1).
[[nodiscard]] std::vector<std::string> find_missing_scopes(const TokenResponse& token,
                                                           const std::vector<std::string>& requested);

/// When the token stops being valid, or nullopt when the server did not say.
[[nodiscard]] std::optional<std::chrono::sys_seconds> expires_at(const TokenResponse& token,
                                                                 std::chrono::sys_seconds received_at);

}  // namespace goto_token
