#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// The part of an HTTP/1.x request that the listener reads (RFC 9112 §3); bodies are never read.
struct RequestHead {
  std::string method;
  /// The requested authority, in lower case: of an absolute-form target, else the Host field.
  std::string host;
  std::string path;   ///< As sent: nothing decoded, nothing normalised.
  std::string query;  ///< As sent, without the `?`.
  /// Whether the browser only makes ready for a page that a person may open (Sec-Purpose, Purpose).
  bool is_prefetch = false;
};

/// Where the authorization response is expected.
struct RedirectEndpoint {
  std::vector<std::string> authorities;  ///< Acceptable values of Host, in lower case.
  std::string path;                      ///< Compared by `is_same_path`.
};

/// Reads a complete head; nullopt when it is not a well-formed HTTP/1.0 or 1.1 head with exactly one Host
/// (RFC 9112 §3.2; HTTP/1.0 may leave it out) and at most 256 fields.
[[nodiscard]] std::optional<RequestHead> parse_request_head(std::string_view head);

/// The status that rejects a request before its query is read: 421 for a foreign Host (DNS rebinding), 404
/// for another path, 405 for a method other than GET. Nullopt when it may be an authorization response.
[[nodiscard]] std::optional<int> screen_request(const RequestHead& head, const RedirectEndpoint& endpoint);

/// The acceptable values of Host for a redirect URI on `host` and `port`: its own and the other names of
/// loopback. A page on any other name that resolves to this machine is rejected.
[[nodiscard]] std::vector<std::string> loopback_authorities(std::string_view host, std::uint16_t port);

}  // namespace goto_token
