#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// The part of an HTTP/1.x request that the listener looks at (RFC 9112 §3); bodies are never read.
struct RequestHead {
  std::string method;
  std::string
      host;  ///< The authority asked for: of an absolute-form target, else the Host field; in lower case.
  std::string path;   ///< As sent: nothing decoded, nothing normalised.
  std::string query;  ///< As sent, without the `?`.
};

/// Where the listener expects the authorization response.
struct RedirectEndpoint {
  std::vector<std::string> authorities;  ///< Acceptable values of Host, in lower case.
  std::string path;                      ///< Compared byte for byte.
};

/// Takes a complete head apart, or answers nullopt when it is not a well-formed HTTP/1.0 or 1.1 head with
/// exactly one Host (RFC 9112 §3.2; HTTP/1.0 may go without) and 256 fields at most.
[[nodiscard]] std::optional<RequestHead> parse_request_head(std::string_view head);

/// The status with which a request is turned away before its query is looked at: 421 for a foreign Host (DNS
/// rebinding), 404 for another path, 405 for a method other than GET; nullopt when it may be an authorization
/// response.
[[nodiscard]] std::optional<int> screen_request(const RequestHead& head, const RedirectEndpoint& endpoint);

/// The acceptable values of Host for a redirect URI on `host` and `port`: its own and the other names of
/// loopback, so that a page on another name that resolves to this machine gets nothing.
[[nodiscard]] std::vector<std::string> loopback_authorities(const std::string& host, unsigned port);

}  // namespace goto_token
