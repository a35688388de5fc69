#include "goto_token/io/http_client.hpp"

#include <array>
#include <string>
#include <utility>
#include <variant>

#include "goto_token/base/http_status.hpp"
#include "goto_token/io/connection.hpp"
#include "goto_token/io/http_exchange.hpp"
#include "goto_token/io/http_failure.hpp"
#include "goto_token/io/name_lookup.hpp"
#include "goto_token/io/tcp_connection.hpp"
#include "goto_token/io/tls_session.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

/// Whether the proxy gets the request itself, without a tunnel (RFC 9112 §3.2.2).
bool is_for_proxy(const Url& url, const HttpOptions& options) {
  return options.proxy && !is_https(url);
}

std::string make_target(const Url& url, const HttpOptions& options) {
  Url target = url;
  target.path = target.path.empty() ? "/" : target.path;
  return is_for_proxy(url, options) ? to_string(target)
                                    : target.path + (target.query.empty() ? "" : "?" + target.query);
}

/// The request as it is sent (RFC 9112 §3). No part can hold a line end: URLs and header values are visible
/// ASCII, and secrets are encoded.
std::string make_message(const HttpRequest& request, const HttpOptions& options) {
  std::string message = request.method + " " + make_target(request.url, options) + " HTTP/1.1\r\n";
  const auto add = [&message](std::string_view name, std::string_view value) {
    message.append(name).append(": ").append(value).append("\r\n");
  };
  add("Host", authority(request.url));
  add("User-Agent", "goto-token/" GOTO_TOKEN_VERSION);
  add("Connection", "close");
  add("Accept-Encoding", "identity");
  for (const auto& [name, value] : request.headers) {
    add(name, value);
  }
  if (is_for_proxy(request.url, options) && !options.proxy->authorization.empty()) {
    add("Proxy-Authorization", options.proxy->authorization);
  }
  if (!request.content_type.empty()) {
    add("Content-Type", request.content_type);
  }
  if (!request.body.empty() || request.method == "POST") {
    add("Content-Length", std::to_string(request.body.size()));
  }
  return message.append("\r\n").append(request.body);
}

/// A connection to the server or its proxy, or why there is none.
std::variant<FileDescriptor, ConnectFailure> connect(const Url& url, const HttpOptions& options,
                                                     Deadline deadline) {
  const std::string& host = options.proxy ? options.proxy->host : url.host;
  const std::uint16_t port = options.proxy ? options.proxy->port : url.port;
  const auto addresses = look_up_host(host, port, options.wait, deadline);
  if (const auto* const failure = std::get_if<ConnectFailure>(&addresses)) {
    return *failure;
  }
  return connect_tcp(std::get<std::vector<SocketAddress>>(addresses), options.wait,
                     std::min<Deadline>(Clock::now() + options.limits.connect, deadline));
}

/// Adds TLS for an https URL, through a tunnel where there is a proxy.
Connection secure(FileDescriptor socket, const Url& url, TlsContext& tls, const HttpOptions& options,
                  Deadline deadline) {
  if (!is_https(url)) {
    return Connection(std::move(socket));
  }
  if (options.proxy) {
    open_tunnel(socket, *options.proxy, url, options.wait, deadline);
  }
  TlsSession session(socket.number(), url, tls, options.client_certificate, options.wait, deadline);
  return {std::move(socket), std::move(session)};
}

HttpResponse exchange(FileDescriptor socket, const HttpRequest& request, TlsContext& tls,
                      const HttpOptions& options, Deadline deadline) {
  Connection connection = secure(std::move(socket), request.url, tls, options, deadline);
  if (options.before_sending) {
    options.before_sending();
  }
  HttpResponse response = exchange_http(connection, request.url, make_message(request, options),
                                        options.limits.response_bytes, options.wait, deadline);
  if (is_for_proxy(request.url, options) && response.status == http_status::kProxyAuthenticationRequired) {
    fail_unauthorized(*options.proxy, request.url, response.headers);
  }
  return response;
}

Error make_timeout(const Url& url, const HttpOptions& options) {
  const std::string through = options.proxy ? " through the proxy " + describe(*options.proxy) : "";
  return make_no_response(
             url, "no whole response within " + std::to_string(options.limits.whole.count()) + " s" + through,
             "try again; the server or the network is slow")
      .passing();
}

Error make_not_connected(const Url& url, const HttpOptions& options, const std::string& why) {
  if (!options.proxy) {
    return make_no_response(url, why, kNetworkHint).passing();
  }
  return Error(ExitCode::Network, "cannot reach the proxy " + describe(*options.proxy) + ": " + why,
               "unset " + options.proxy->variable +
                   ", or name the host in NO_PROXY, if it can be reached without a proxy")
      .passing();
}

/// @throws Error{Network} when every attempt fails.
FileDescriptor connect_with_retries(const Url& url, const HttpOptions& options, Deadline deadline) {
  constexpr std::array<std::chrono::milliseconds, 2> kPauses = {200ms, 1000ms};
  for (const auto* next = kPauses.begin();; ++next) {
    auto connected = connect(url, options, deadline);
    if (auto* const socket = std::get_if<FileDescriptor>(&connected)) {
      return std::move(*socket);
    }
    const Error not_connected = make_not_connected(url, options, std::get<ConnectFailure>(connected).why);
    if (next == kPauses.end() || Clock::now() + *next >= deadline) {
      throw Error(not_connected);
    }
    if (options.retrying) {
      options.retrying(not_connected);
    }
    pause(*next, options.wait);
  }
}

}  // namespace

HttpResponse send_http(const HttpRequest& request, TlsContext& tls, const HttpOptions& options) {
  const Deadline deadline = Clock::now() + options.limits.whole;
  FileDescriptor socket = connect_with_retries(request.url, options, deadline);
  try {
    return exchange(std::move(socket), request, tls, options, deadline);
  } catch (const Error&) {
    if (Clock::now() >= deadline) {
      throw make_timeout(request.url, options);  // the true reason, whichever step failed
    }
    throw;
  }
}

}  // namespace goto_token
