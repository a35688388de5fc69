#include "goto_token/io/http_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <variant>
#include <vector>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_head.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/http_exchange.hpp"

namespace goto_token {
namespace {

[[noreturn]] void fail(const HttpProxy& proxy, const Url& server, const std::string& why,
                       const std::string& hint) {
  throw Error(ExitCode::Network,
              "the proxy " + describe(proxy) + " did not connect to " +
                  printable(host_and_port(server.host, server.port)) + ": " + why,
              hint);
}

/// Whether all of it was sent.
bool send_all(const FileDescriptor& socket, std::string_view text, const Wait& wait, Deadline deadline) {
  while (!text.empty()) {
    const ssize_t count = ::send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0 && (!would_block(errno) ||
                      !wait_for({.fd = socket.number(), .events = POLLOUT, .revents = 0}, wait, deadline))) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return true;
}

/// Reads a head and no byte behind it: those are the server's. Stops early when the proxy closes the
/// connection or speaks another protocol.
HttpHeadReader receive_head(const FileDescriptor& socket, std::size_t limit, const Wait& wait,
                            Deadline deadline) {
  constexpr std::size_t kRoom = 4096;
  HttpHeadReader head(limit);
  std::array<char, kRoom> room = {};
  while (!head.is_whole() && !head.is_too_large() && may_begin_response(head.text())) {
    const ssize_t seen = ::recv(socket.number(), room.data(), room.size(), MSG_PEEK);
    if (seen < 0 && would_block(errno) &&
        wait_for({.fd = socket.number(), .events = POLLIN, .revents = 0}, wait, deadline)) {
      continue;
    }
    if (seen <= 0) {
      break;
    }
    const std::size_t taken = head.take({room.data(), static_cast<std::size_t>(seen)});
    static_cast<void>(::recv(socket.number(), room.data(), taken, 0));
  }
  return head;
}

/// The response to CONNECT, or why it cannot be used. Interim responses are skipped.
std::variant<ResponseHead, std::string> receive_response(const FileDescriptor& socket, const Wait& wait,
                                                         Deadline deadline) {
  bool anything = false;
  for (std::size_t limit = kMostHeadBytes;;) {
    const HttpHeadReader reader = receive_head(socket, limit, wait, deadline);
    anything = anything || reader.size() > 0;
    if (reader.is_too_large()) {
      return "the head of its response is larger than 256 KiB";
    }
    if (!may_begin_response(reader.text())) {
      return "its response is not HTTP";
    }
    if (!reader.is_whole()) {
      return anything ? "it closed the connection in the middle of its response" : "it closed the connection";
    }
    auto head = parse_response_head(reader.text());
    if (const auto* const malformed = std::get_if<MalformedHttp>(&head)) {
      return "its response " + malformed->why;
    }
    if (std::get<ResponseHead>(head).status >= http_status::kOk) {
      return std::get<ResponseHead>(std::move(head));
    }
    limit -= reader.size();
  }
}

/// The authentication schemes that the proxy offers (RFC 9110 §11.7.1): the first words of its challenges.
std::vector<std::string> find_schemes(const HttpHeaders& fields) {
  std::vector<std::string> schemes;
  for (const std::string_view challenge : find_list_elements(fields, "Proxy-Authenticate")) {
    const std::string_view word = challenge.substr(0, challenge.find_first_of(" \t"));
    // An element with a `=` is a further parameter of the challenge before it.
    if (is_http_token(word)) {
      schemes.emplace_back(word);
    }
  }
  return schemes;
}

}  // namespace

std::string describe(const HttpProxy& proxy) {
  return printable(host_and_port(proxy.host, proxy.port)) + " (from " + proxy.variable + ")";
}

void open_tunnel(const FileDescriptor& socket, const HttpProxy& proxy, const Url& server, const Wait& wait,
                 Deadline deadline) {
  const std::string target = host_and_port(server.host, server.port);
  std::string request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
  if (!proxy.authorization.empty()) {
    request += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  }
  // A proxy may respond, and close, before it has read the whole request.
  static_cast<void>(send_all(socket, request + "\r\n", wait, deadline));
  const auto response = receive_response(socket, wait, deadline);
  if (const auto* const why = std::get_if<std::string>(&response)) {
    fail(proxy, server, *why, "check that " + proxy.variable + " names an HTTP proxy");
  }
  const auto& head = std::get<ResponseHead>(response);
  if (head.status == http_status::kProxyAuthenticationRequired) {
    fail_unauthorized(proxy, server, head.fields);
  }
  if (head.status / 100 != 2) {
    fail(proxy, server, "HTTP status " + std::to_string(head.status),
         "ask the owner of the proxy, or name the host in NO_PROXY if it can be reached without");
  }
}

void fail_unauthorized(const HttpProxy& proxy, const Url& server, const HttpHeaders& fields) {
  const std::string status = "HTTP status " + std::to_string(http_status::kProxyAuthenticationRequired);
  const std::vector<std::string> schemes = find_schemes(fields);
  const bool basic = schemes.empty() ||
                     std::any_of(schemes.begin(), schemes.end(),
                                 [](const std::string& scheme) { return ascii_lower(scheme) == "basic"; });
  if (!basic) {
    fail(proxy, server, status + ", and it offers only " + printable(join_words(schemes, ", ")),
         "goto-token authenticates with Basic only; use a local proxy that speaks " +
             printable(schemes.front()) + ", or name the host in NO_PROXY if it can be reached without");
  }
  fail(proxy, server, status,
       proxy.authorization.empty()
           ? "the proxy requires a password: " + proxy.variable + "=http://USER:PASSWORD@HOST:PORT"
           : "check user and password in " + proxy.variable +
                 "; Basic is the only proxy authentication that goto-token has");
}

}  // namespace goto_token
