#include "connections.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

namespace goto_mock_auth {
namespace {

using NameOf = int (*)(int, sockaddr*, socklen_t*);

// The port at one end of a connected socket: getsockname tells the near end, getpeername the far one.
std::optional<int> port_of(int fd, NameOf name_of) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (name_of(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0 || address.sin_family != AF_INET) {
    return std::nullopt;
  }
  return ntohs(address.sin_port);
}

template <typename Predicate>
void break_off_where(int server_port, Predicate is_meant) {
  constexpr int kMaxDescriptors = 65536;  // more than 256 threads can have open
  for (int fd = 0; fd < kMaxDescriptors; ++fd) {
    const std::optional<int> client_port = port_of(fd, getpeername);
    if (client_port && is_meant(*client_port) && port_of(fd, getsockname) == server_port) {
      shutdown(fd, SHUT_RDWR);
    }
  }
}

}  // namespace

void break_off_connection(int server_port, int client_port) {
  break_off_where(server_port, [client_port](int port) { return port == client_port; });
}

void break_off_connections(int server_port) {
  break_off_where(server_port, [](int /*client_port*/) { return true; });
}

}  // namespace goto_mock_auth
