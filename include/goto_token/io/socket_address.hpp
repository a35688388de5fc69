#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

struct addrinfo;

namespace goto_token {

/// An IPv4 or IPv6 address with a port, as system calls take it.
struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;

  /// The address as bind(2) and connect(2) take it.
  [[nodiscard]] const sockaddr* generic() const noexcept;
  /// AF_INET or AF_INET6.
  [[nodiscard]] int family() const noexcept { return storage.ss_family; }
};

/// Why there is no connection to a host, or no address to connect to.
struct ConnectFailure {
  std::string why;  ///< Follows the host's name and a colon.
};

/// The address that `host` gives in numbers, IPv6 without brackets; nullopt for a name.
[[nodiscard]] std::optional<SocketAddress> make_socket_address(const std::string& host, std::uint16_t port);

/// The address in one result of getaddrinfo(3).
[[nodiscard]] SocketAddress make_socket_address(const addrinfo& found);

}  // namespace goto_token
