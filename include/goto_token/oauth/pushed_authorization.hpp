#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// The longest request URI: eight times what it should have at most (RFC 9101 §5.2). With more, the URL would
/// fill the terminal, and most servers would not take it.
inline constexpr std::size_t kLongestRequestUri = 4096;

/// A pushed authorization request, as the server keeps it (RFC 9126 §2.2).
struct PushedAuthorization {
  Secret request_uri;                              ///< Visible ASCII, bounded, never empty. Good for one use.
  std::optional<std::chrono::seconds> expires_in;  ///< At least 1 s; nullopt when the response has none.
};

/// Reads a response of the pushed authorization request endpoint (RFC 9126 §2.2, §2.3). 2xx must have a
/// `request_uri` or an OAuth error. parse_endpoint_response says what else is an error response.
/// @throws Error{Network} for any other response, with a hint where the server has trouble.
[[nodiscard]] std::variant<PushedAuthorization, TokenErrorResponse> parse_pushed_authorization(
    const HttpResponse& response);

/// The URL that the browser opens after the authorization request was pushed (RFC 9126 §4). The endpoint's
/// own query is kept, in front.
[[nodiscard]] std::string make_pushed_authorization_url(const Url& authorization_endpoint,
                                                        const std::string& client_id,
                                                        const Secret& request_uri);

}  // namespace goto_token
