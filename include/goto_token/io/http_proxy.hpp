#pragma once

#include <cstdint>
#include <string>

#include "goto_token/base/http_message.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// An HTTP proxy, spoken to in plain http.
struct HttpProxy {
  std::string host;  ///< An IPv6 address without its brackets.
  std::uint16_t port = 0;
  std::string authorization;  ///< Value of `Proxy-Authorization`; empty for none. A secret.
  std::string variable;       ///< The environment variable that names the proxy.
};

/// The proxy in words, without any secret: `host:port (from VARIABLE)`.
[[nodiscard]] std::string describe(const HttpProxy& proxy);

/// Has the proxy connect the socket on to the server (CONNECT, RFC 9110 §9.3.6). The proxy learns the
/// server's host and port and nothing else; from then on what passes through is between us and the server.
/// @param socket connected to the proxy, non-blocking.
/// @throws Error{Network} naming the proxy when it refuses, or answers in something other than HTTP.
void open_tunnel(const FileDescriptor& socket, const HttpProxy& proxy, const Url& server, const Wait& wait,
                 Deadline deadline);

/// Fails for a proxy that wants to know who asks (status 407) and was not told, or not to its liking, or in a
/// way that goto-token does not know.
/// @param fields of its answer. @throws Error{Network}, always.
[[noreturn]] void fail_unauthorized(const HttpProxy& proxy, const Url& server, const HttpHeaders& fields);

}  // namespace goto_token
