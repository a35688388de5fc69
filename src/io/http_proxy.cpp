#include "goto_token/io/http_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::size_t kLargestHead = 16UL * 1024UL;

std::string host_and_port(const std::string& host, std::uint16_t port) {
  return authority({"", host, port, true, "", ""});
}

[[noreturn]] void refuse(const HttpProxy& proxy, const Url& server, const std::string& why,
                         const std::string& hint) {
  throw Error(ExitCode::Network,
              "the proxy " + describe(proxy) + " did not connect to " +
                  printable(host_and_port(server.host, server.port)) + ": " + why,
              hint);
}

bool send_all(const FileDescriptor& socket, std::string_view text, Deadline deadline) {
  while (!text.empty()) {
    if (!wait_for_socket(socket.number(), POLLOUT, deadline)) {
      return false;
    }
    const ssize_t count = ::send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return true;
}

bool is_whole_head(std::string_view text) {
  return text.ends_with("\n\r\n") || text.ends_with("\n\n");
}

/// The head of the answer, byte by byte: the first byte behind it belongs to the server already. What there
/// is of it when the proxy closes the connection, or goes on for too long.
std::string receive_head(const FileDescriptor& socket, Deadline deadline) {
  std::string head;
  while (!is_whole_head(head) && head.size() < kLargestHead &&
         wait_for_socket(socket.number(), POLLIN, deadline)) {
    char byte = 0;
    const ssize_t count = ::recv(socket.number(), &byte, 1, MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
      break;
    }
    head.append(static_cast<std::size_t>(std::max<ssize_t>(count, 0)), byte);
  }
  return head;
}

/// The three digits of `HTTP/1.x NNN …` (RFC 9112 §4); nullopt when the head is none of HTTP/1.
std::optional<int> parse_status(std::string_view head) {
  constexpr std::string_view kStart = "HTTP/1.x ";
  constexpr std::size_t kDigits = 3;
  const std::string_view digits = head.substr(std::min(kStart.size(), head.size())).substr(0, kDigits);
  const bool numeric = digits.size() == kDigits &&
                       std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!numeric || !head.starts_with("HTTP/1.") || head[kStart.size() - 1] != ' ') {
    return std::nullopt;
  }
  return std::stoi(std::string(digits));
}

}  // namespace

std::string describe(const HttpProxy& proxy) {
  return printable(host_and_port(proxy.host, proxy.port)) + " (from " + proxy.variable + ")";
}

void open_tunnel(const FileDescriptor& socket, const HttpProxy& proxy, const Url& server, Deadline deadline) {
  const std::string target = host_and_port(server.host, server.port);
  std::string request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
  if (!proxy.authorization.empty()) {
    request += "Proxy-Authorization: " + proxy.authorization + "\r\n";
  }
  const std::string head = send_all(socket, request + "\r\n", deadline) ? receive_head(socket, deadline) : "";
  const auto status = parse_status(head);
  if (!status || !is_whole_head(head)) {
    refuse(proxy, server, head.empty() ? "it closed the connection" : "its answer is not HTTP",
           "check that " + proxy.variable + " names an HTTP proxy");
  }
  if (*status == http_status::kProxyAuthenticationRequired) {
    refuse_unauthorized(proxy, server);
  }
  if (*status / 100 != 2) {
    refuse(proxy, server, "HTTP status " + std::to_string(*status),
           "ask whoever runs the proxy, or name the host in NO_PROXY if it can be reached without");
  }
}

void refuse_unauthorized(const HttpProxy& proxy, const Url& server) {
  refuse(proxy, server, "HTTP status " + std::to_string(http_status::kProxyAuthenticationRequired),
         proxy.authorization.empty()
             ? "the proxy wants a password: " + proxy.variable + "=http://USER:PASSWORD@HOST:PORT"
             : "check user and password in " + proxy.variable + "; Basic is the only way they are sent");
}

}  // namespace goto_token
