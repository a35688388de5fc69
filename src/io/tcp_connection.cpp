#include "goto_token/io/tcp_connection.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>

namespace goto_token {
namespace {

using Clock = std::chrono::steady_clock;

bool finish_connecting(const FileDescriptor& socket, Deadline deadline) {
  int error_number = 0;
  socklen_t size = sizeof error_number;
  return wait_for_socket(socket.number(), POLLOUT, deadline) &&
         ::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error_number, &size) == 0 && error_number == 0;
}

/// Not open when the address does not take the connection in time.
FileDescriptor connect_to_address(const addrinfo& address, Deadline deadline) {
  FileDescriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const bool connected = ::connect(socket.number(), address.ai_addr, address.ai_addrlen) == 0 ||
                         (errno == EINPROGRESS && finish_connecting(socket, deadline));
  if (!connected || ::fcntl(socket.number(), F_SETFL, 0) != 0) {
    return {};
  }
  // Head and body of a request go out in two writes: without this, the second waits for the first one's
  // acknowledgement.
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace

bool wait_for_socket(int fd, short events, Deadline deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd awaited = {fd, events, 0};
    const int ready = ::poll(&awaited, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX)));
    if (ready > 0) {
      return true;
    }
    if (ready == 0 || errno != EINTR) {
      return false;
    }
  }
}

TcpConnection connect_tcp(const std::string& host, std::uint16_t port, std::chrono::milliseconds limit,
                          Deadline deadline) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failure != 0) {
    return {{}, std::string("the host is not found (") + ::gai_strerror(failure) + ")"};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    FileDescriptor socket = connect_to_address(*address, std::min<Deadline>(Clock::now() + limit, deadline));
    if (socket.is_open()) {
      return {std::move(socket), {}};
    }
  }
  return {{}, "the connection was refused or the host cannot be reached"};
}

}  // namespace goto_token
