#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_message.hpp"
#include "goto_token/io/http_proxy.hpp"
#include "goto_token/io/tls_client_certificate.hpp"
#include "goto_token/io/tls_context.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// Limits of one HTTP exchange.
struct HttpLimits {
  std::chrono::seconds connect{10};  ///< To establish one connection, whichever address takes it.
  std::chrono::seconds whole{30};    ///< From the first name lookup to the last byte of the response.
  std::size_t response_bytes = 1024UL * 1024UL;  ///< Of the body, after content decoding.
};

/// How requests are sent.
struct HttpOptions {
  HttpLimits limits = {};
  /// Nullopt connects to the host directly. For https the proxy sees host and port only, for http everything.
  std::optional<HttpProxy> proxy = {};
  /// Presented to the server of an https URL alone, never to a proxy.
  ClientCertificateUse client_certificate = ClientCertificateUse::Withhold;
  /// Gets the reason why there is no connection, before each new attempt.
  std::function<void(const Error& not_connected)> retrying = {};
  Wait wait = wait_with_poll;  ///< How time is spent while nothing can be read or written.
  /// Called with a connection made and nothing sent. Where it throws, nothing is.
  std::function<void()> before_sending = {};
};

/// Sends one request over a connection of its own and returns the response, whatever its status.
///
/// TLS is 1.2 or later with the chain and the host name verified. Redirects are not followed. A connection
/// that could not be made is tried again after 0.2 s and after 1 s. A request that was sent is never sent
/// again. Everything runs in the calling thread except name lookups (see look_up_host).
/// @param tls loaded for https only.
/// @throws Error{Network} naming the host or the proxy, and why; Error{Configuration} for certificates that
/// cannot be used.
[[nodiscard]] HttpResponse send_http(const HttpRequest& request, TlsContext& tls,
                                     const HttpOptions& options = {});

}  // namespace goto_token
