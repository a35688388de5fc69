#pragma once

#include <cstdint>
#include <string>

#include "goto_token/base/http_message.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// An HTTP proxy, reached over plain http.
struct HttpProxy {
  std::string host;  ///< An IPv6 address without its brackets.
  std::uint16_t port = 0;
  std::string authorization;  ///< Value of `Proxy-Authorization`; empty for none. A secret.
  std::string variable;       ///< The environment variable that names the proxy.
};

/// The proxy for messages, without its secret: `host:port (from VARIABLE)`.
[[nodiscard]] std::string describe(const HttpProxy& proxy);

/// Makes the proxy connect the socket to the server (CONNECT, RFC 9110 §9.3.6). The proxy learns the server's
/// host and port and nothing else.
/// @param socket connected to the proxy, non-blocking.
/// @throws Error{Network} naming the proxy when it does not connect, or its response is not HTTP.
void open_tunnel(const FileDescriptor& socket, const HttpProxy& proxy, const Url& server, const Wait& wait,
                 Deadline deadline);

/// Fails for a proxy that requires authentication (status 407): no credentials were sent, or wrong ones, or
/// the proxy offers no scheme that goto-token knows.
/// @param fields of its response. @throws Error{Network}, always.
[[noreturn]] void fail_unauthorized(const HttpProxy& proxy, const Url& server, const HttpHeaders& fields);

}  // namespace goto_token
