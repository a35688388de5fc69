#include "goto_token/io/loopback_socket.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/io/socket_address.hpp"

namespace goto_token {
namespace {

// Room for a flood of connections between two calls of accept: without room, a browser tries again only after
// a second. The kernel lowers it to its own limit.
constexpr int kBacklog = 4096;
// How often another free port is picked where the second family does not have the first one's.
constexpr int kPortAttempts = 16;

bool is_family_missing(int error_number) {
  return error_number == EAFNOSUPPORT || error_number == EADDRNOTAVAIL;
}

const std::string& choose_hint(const ListenHints& hints, int error_number) {
  if (error_number == EADDRINUSE) {
    return hints.port_in_use;
  }
  return is_family_missing(error_number) ? hints.no_such_address : hints.otherwise;
}

[[noreturn]] void fail(const std::string& host, std::uint16_t port, int error_number,
                       const ListenHints& hints) {
  throw Error(
      ExitCode::CannotListen,
      "cannot listen on " + host_and_port(host, port) + ": " + std::generic_category().message(error_number),
      choose_hint(hints, error_number));
}

std::uint16_t bound_port(const FileDescriptor& socket) {
  sockaddr_storage storage = {};
  socklen_t size = sizeof storage;
  ::getsockname(socket.number(), static_cast<sockaddr*>(static_cast<void*>(&storage)), &size);
  // Both families have the port in the same place.
  return ntohs(static_cast<const sockaddr_in*>(static_cast<const void*>(&storage))->sin_port);
}

/// The errno of what failed.
struct ListenFailure {
  int error_number;
};

std::variant<FileDescriptor, ListenFailure> try_listen(const std::string& host, std::uint16_t port) {
  // An address left at zero would mean every address of this machine.
  const std::optional<SocketAddress> address = make_socket_address(host, port);
  if (!address) {
    return ListenFailure{EINVAL};
  }
  FileDescriptor socket(::socket(address->family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  const int ipv6_only = host == "::" ? 0 : 1;
  const bool ipv6 = address->family() == AF_INET6;
  if (!socket.is_open() || ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      (ipv6 && ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &ipv6_only, sizeof ipv6_only) != 0) ||
      ::bind(socket.number(), address->generic(), address->size) != 0 ||
      ::listen(socket.number(), kBacklog) != 0) {
    return ListenFailure{errno};
  }
  return socket;
}

/// Both families on one port, of which one may be missing.
std::variant<LoopbackSockets, ListenFailure> try_listen_on_both(std::uint16_t port) {
  LoopbackSockets listening{{}, port};
  ListenFailure missing = {};
  for (const char* const host : {"127.0.0.1", "::1"}) {
    auto result = try_listen(host, listening.port);
    if (auto* const socket = std::get_if<FileDescriptor>(&result)) {
      listening.port = bound_port(*socket);
      listening.sockets.push_back(std::move(*socket));
      continue;
    }
    const ListenFailure failure = std::get<ListenFailure>(result);
    if (!is_family_missing(failure.error_number)) {
      return failure;
    }
    missing = failure;
  }
  if (listening.sockets.empty()) {
    return missing;
  }
  return listening;
}

LoopbackSockets listen_on_both(std::uint16_t port, const ListenHints& hints) {
  for (int attempt = 1;; ++attempt) {
    auto result = try_listen_on_both(port);
    if (auto* const listening = std::get_if<LoopbackSockets>(&result)) {
      return std::move(*listening);
    }
    const int error_number = std::get<ListenFailure>(result).error_number;
    if (port != 0 || error_number != EADDRINUSE || attempt == kPortAttempts) {
      fail("localhost", port, error_number, hints);
    }
  }
}

LoopbackSockets listen_on_one(const std::string& address, std::uint16_t port, const ListenHints& hints) {
  auto result = try_listen(address, port);
  if (const auto* const failure = std::get_if<ListenFailure>(&result)) {
    fail(address, port, failure->error_number, hints);
  }
  auto& socket = std::get<FileDescriptor>(result);
  LoopbackSockets listening{{}, bound_port(socket)};
  listening.sockets.push_back(std::move(socket));
  return listening;
}

}  // namespace

LoopbackSockets listen_on_loopback(const std::string& host, std::uint16_t port, const ListenHints& hints) {
  if (is_localhost_name(host)) {
    return listen_on_both(port, hints);
  }
  if (!is_loopback_host(host)) {
    fail(host, port, EINVAL, hints);
  }
  return listen_on_one(host, port, hints);
}

LoopbackSockets listen_on_address(const std::string& address, std::uint16_t port, const ListenHints& hints) {
  return address == "localhost" ? listen_on_both(port, hints) : listen_on_one(address, port, hints);
}

}  // namespace goto_token
