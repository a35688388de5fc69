#include "goto_token/io/tcp_connection.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "goto_token/base/url.hpp"
#include "goto_token/io/loopback_socket.hpp"
#include "support/unanswered_port.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

SocketAddress address_of(const std::string& url) {
  const Url parsed = require_url(url);
  return *make_socket_address(parsed.host, parsed.port);
}

class TcpConnectionTest : public testing::Test {
 protected:
  SocketAddress listening() const { return *make_socket_address("127.0.0.1", sockets_.port); }
  SocketAddress refusing() const { return address_of(refuses_.url()); }
  SocketAddress silent() const { return address_of(keeps_silent_.url()); }

  std::variant<FileDescriptor, ConnectFailure> connect(const std::vector<SocketAddress>& addresses,
                                                       std::chrono::milliseconds limit = 60s) {
    waits_.clear();
    const Wait wait = [this](std::span<pollfd> events, Deadline deadline) {
      waits_.push_back(events.size());
      wait_with_poll(events, deadline);
    };
    return connect_tcp(addresses, wait, std::chrono::steady_clock::now() + limit);
  }

  /// The port of the peer; 0 when there is none.
  static std::uint16_t peer_port(const std::variant<FileDescriptor, ConnectFailure>& connected) {
    const auto* const socket = std::get_if<FileDescriptor>(&connected);
    sockaddr_in peer = {};
    socklen_t size = sizeof peer;
    const bool has_peer =
        socket != nullptr &&
        ::getpeername(socket->number(), static_cast<sockaddr*>(static_cast<void*>(&peer)), &size) == 0;
    return has_peer ? ntohs(peer.sin_port) : std::uint16_t{0};
  }

  /// Why there is no connection; empty where there is one.
  static std::string why_not(const std::variant<FileDescriptor, ConnectFailure>& connected) {
    const auto* const failure = std::get_if<ConnectFailure>(&connected);
    return failure == nullptr ? "" : failure->why;
  }

  LoopbackSockets sockets_ = listen_on_loopback("127.0.0.1", 0);
  UnansweredPort refuses_{UnansweredPort::Refuses};
  UnansweredPort keeps_silent_{UnansweredPort::KeepsSilent};
  std::vector<std::size_t> waits_;  // how many attempts were under way, for each wait
};

TEST_F(TcpConnectionTest, IsOneThatNeverBlocks) {
  const auto connected = connect({listening()});
  EXPECT_EQ(why_not(connected), "");
  EXPECT_EQ(peer_port(connected), sockets_.port);
  const int socket = std::get<FileDescriptor>(connected).number();
  EXPECT_NE(::fcntl(socket, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(socket, F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(TcpConnectionTest, GoesToTheNextAddressWhenOneRefuses) {
  EXPECT_EQ(peer_port(connect({refusing(), refusing(), listening()})), sockets_.port);
}

TEST_F(TcpConnectionTest, GoesToTheNextAddressBesideOneThatKeepsSilent) {  // RFC 8305 §5
  EXPECT_EQ(peer_port(connect({silent(), listening()})), sockets_.port);
  ASSERT_FALSE(waits_.empty());
  EXPECT_EQ(waits_.front(), 1U) << "the first address has a start";
}

TEST_F(TcpConnectionTest, KeepsOnWaitingForAllThatAreSilent) {
  EXPECT_EQ(why_not(connect({silent(), silent()}, 600ms)),
            "the connection was refused or the host cannot be reached");
  EXPECT_EQ(waits_.back(), 2U);
}

TEST_F(TcpConnectionTest, FailsWhenEveryAddressRefuses) {
  for (const auto& addresses : {std::vector{refusing()}, std::vector{refusing(), refusing()}, {}}) {
    EXPECT_EQ(why_not(connect(addresses)), "the connection was refused or the host cannot be reached");
  }
}

}  // namespace
}  // namespace goto_token
