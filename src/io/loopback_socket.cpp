#include "goto_token/io/loopback_socket.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/io/socket_address.hpp"

namespace goto_token {
namespace {

// Room for a flood of connections between two looks at the socket: where there is none, a browser tries again
// only after a second. The kernel lowers it to its own limit.
constexpr int kBacklog = 4096;
// How often another free port is picked when the one the first family got is taken in the second.
constexpr int kPortAttempts = 16;

bool is_family_missing(int error_number) {
  return error_number == EAFNOSUPPORT || error_number == EADDRNOTAVAIL;
}

std::string hint_for(int error_number) {
  if (error_number == EADDRINUSE) {
    return "stop the program that uses this port, or register another redirect URI";
  }
  return is_family_missing(error_number)
             ? "this machine has no such address; register a redirect URI with another one, such as 127.0.0.1"
             : "choose another port in OAUTH_REDIRECT_URI, and register it";
}

std::string hint_for_address(int error_number) {
  return error_number == EADDRINUSE ? "stop the program that uses this port, or choose another with --listen"
                                    : "choose an address of this machine and a free port with --listen";
}

[[noreturn]] void refuse(const std::string& host, std::uint16_t port, int error_number,
                         const std::string& hint) {
  throw Error(ExitCode::CannotListen,
              "cannot listen on " + written_host(host) + ":" + std::to_string(port) + ": " +
                  std::generic_category().message(error_number),
              hint);
}

std::uint16_t bound_port(const FileDescriptor& socket) {
  sockaddr_storage storage = {};
  socklen_t size = sizeof storage;
  ::getsockname(socket.number(), static_cast<sockaddr*>(static_cast<void*>(&storage)), &size);
  // The port stands at the same place in both families.
  return ntohs(static_cast<const sockaddr_in*>(static_cast<const void*>(&storage))->sin_port);
}

/// A listening socket, or the errno of what failed.
std::pair<FileDescriptor, int> try_listen(const std::string& host, std::uint16_t port) {
  // Zeros in place of an address would be every address this machine has.
  const std::optional<SocketAddress> address = make_socket_address(host, port);
  if (!address) {
    return {FileDescriptor(), EINVAL};
  }
  FileDescriptor socket(::socket(address->family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  const int ipv6_only = host == "::" ? 0 : 1;
  const bool ipv6 = address->family() == AF_INET6;
  if (!socket.is_open() || ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      (ipv6 && ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &ipv6_only, sizeof ipv6_only) != 0) ||
      ::bind(socket.number(), address->generic(), address->size) != 0 ||
      ::listen(socket.number(), kBacklog) != 0) {
    return {FileDescriptor(), errno};
  }
  return {std::move(socket), 0};
}

/// Both families on one port, or the errno of what stands in the way.
std::pair<LoopbackSockets, int> try_listen_on_both(std::uint16_t port) {
  LoopbackSockets listening{{}, port};
  int missing = 0;
  for (const char* const host : {"127.0.0.1", "::1"}) {
    auto [socket, error_number] = try_listen(host, listening.port);
    if (socket.is_open()) {
      listening.port = bound_port(socket);
      listening.sockets.push_back(std::move(socket));
    } else if (is_family_missing(error_number)) {
      missing = error_number;
    } else {
      return {LoopbackSockets{{}, port}, error_number};
    }
  }
  const int failure = listening.sockets.empty() ? missing : 0;
  return {std::move(listening), failure};
}

LoopbackSockets listen_on_both(std::uint16_t port, std::string (*hint)(int)) {
  for (int attempt = 1;; ++attempt) {
    auto [listening, error_number] = try_listen_on_both(port);
    if (error_number == 0) {
      return std::move(listening);
    }
    if (port != 0 || error_number != EADDRINUSE || attempt == kPortAttempts) {
      refuse("localhost", port, error_number, hint(error_number));
    }
  }
}

LoopbackSockets listen_on_one(const std::string& address, std::uint16_t port, std::string (*hint)(int)) {
  auto [socket, error_number] = try_listen(address, port);
  if (!socket.is_open()) {
    refuse(address, port, error_number, hint(error_number));
  }
  LoopbackSockets listening{{}, bound_port(socket)};
  listening.sockets.push_back(std::move(socket));
  return listening;
}

}  // namespace

LoopbackSockets listen_on_loopback(const std::string& host, std::uint16_t port) {
  if (is_localhost_name(host)) {
    return listen_on_both(port, hint_for);
  }
  if (!is_loopback_host(host)) {
    refuse(host, port, EINVAL, hint_for(EINVAL));
  }
  return listen_on_one(host, port, hint_for);
}

LoopbackSockets listen_on_address(const std::string& address, std::uint16_t port) {
  return address == "localhost" ? listen_on_both(port, hint_for_address)
                                : listen_on_one(address, port, hint_for_address);
}

}  // namespace goto_token
