#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// Only stops a hang: nothing here is expected to take anywhere near as long.
inline constexpr int kHangMilliseconds = 60'000;

/// The address of a numeric host.
struct PeerAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;

  PeerAddress(const std::string& host, std::uint16_t port) {
    if (host.find(':') == std::string::npos) {
      sockaddr_in ipv4 = {};
      ipv4.sin_family = AF_INET;
      ipv4.sin_port = htons(port);
      ::inet_pton(AF_INET, host.c_str(), &ipv4.sin_addr);
      new (&storage) sockaddr_in(ipv4);
      size = sizeof ipv4;
    } else {
      sockaddr_in6 ipv6 = {};
      ipv6.sin6_family = AF_INET6;
      ipv6.sin6_port = htons(port);
      ::inet_pton(AF_INET6, host.c_str(), &ipv6.sin6_addr);
      new (&storage) sockaddr_in6(ipv6);
      size = sizeof ipv6;
    }
  }
  [[nodiscard]] const sockaddr* generic() const {
    return static_cast<const sockaddr*>(static_cast<const void*>(&storage));
  }
};

/// Connects over TCP; not open when no server listens there.
/// @param receive_buffer bytes of SO_RCVBUF; 0 leaves the system's.
inline FileDescriptor try_connect(std::uint16_t port, const std::string& host = "127.0.0.1",
                                  int receive_buffer = 0) {
  const PeerAddress address(host, port);
  FileDescriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (receive_buffer > 0) {
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  if (::connect(socket.number(), address.generic(), address.size) != 0) {
    return {};
  }
  return socket;
}

/// Connects over TCP, or fails the test.
inline FileDescriptor connect_to(std::uint16_t port, const std::string& host = "127.0.0.1",
                                 int receive_buffer = 0) {
  FileDescriptor socket = try_connect(port, host, receive_buffer);
  if (!socket.is_open()) {
    throw std::runtime_error("cannot connect to " + host + ":" + std::to_string(port));
  }
  return socket;
}

/// Sends all of `text`, or fails the test.
inline void send_text(const FileDescriptor& socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) {
      throw std::runtime_error("cannot send");
    }
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

/// What one read yields: some bytes, none at the end of the stream, nullopt when there is nothing to read yet
/// within the time.
inline std::optional<std::string> receive_some(const FileDescriptor& socket, int milliseconds) {
  pollfd ready = {socket.number(), POLLIN, 0};
  if (::poll(&ready, 1, milliseconds) <= 0) {
    return std::nullopt;
  }
  std::array<char, 16384> chunk = {};
  const ssize_t count = ::recv(socket.number(), chunk.data(), chunk.size(), 0);
  return std::string(chunk.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
}

/// All that comes until the peer closes; what came so far when it hangs.
inline std::string receive_all(const FileDescriptor& socket) {
  std::string text;
  while (const auto piece = receive_some(socket, kHangMilliseconds)) {
    if (piece->empty()) {
      break;
    }
    text += *piece;
  }
  return text;
}

/// Whether the peer has closed the connection, without anything said before.
inline bool is_closed_by_peer(const FileDescriptor& socket) {
  return receive_some(socket, 0) == "";
}

/// Whether this machine has the IPv6 loopback address.
inline bool has_ipv6_loopback() {
  const PeerAddress address("::1", 0);
  const FileDescriptor socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ::bind(socket.number(), address.generic(), address.size) == 0;
}

}  // namespace goto_token
