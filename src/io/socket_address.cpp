#include "goto_token/io/socket_address.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace goto_token {

const sockaddr* SocketAddress::generic() const noexcept {
  return static_cast<const sockaddr*>(static_cast<const void*>(&storage));
}

std::optional<SocketAddress> make_socket_address(const std::string& host, std::uint16_t port) {
  SocketAddress address;
  if (host.find(':') != std::string::npos) {
    sockaddr_in6 ipv6 = {};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(port);
    if (::inet_pton(AF_INET6, host.c_str(), &ipv6.sin6_addr) != 1) {
      return std::nullopt;
    }
    new (&address.storage) sockaddr_in6(ipv6);
    address.size = sizeof ipv6;
  } else {
    sockaddr_in ipv4 = {};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.c_str(), &ipv4.sin_addr) != 1) {
      return std::nullopt;
    }
    new (&address.storage) sockaddr_in(ipv4);
    address.size = sizeof ipv4;
  }
  return address;
}

SocketAddress make_socket_address(const addrinfo& found) {
  SocketAddress address;
  address.size = std::min<socklen_t>(found.ai_addrlen, sizeof address.storage);
  std::memcpy(&address.storage, found.ai_addr, address.size);
  return address;
}

}  // namespace goto_token
