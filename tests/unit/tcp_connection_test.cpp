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

  TcpConnection connect(const std::vector<SocketAddress>& addresses, std::chrono::milliseconds limit = 60s) {
    waits_.clear();
    const Wait wait = [this](std::span<pollfd> events, Deadline deadline) {
      waits_.push_back(events.size());
      wait_with_poll(events, deadline);
    };
    return connect_tcp(addresses, wait, std::chrono::steady_clock::now() + limit);
  }

  /// The port of the peer; 0 when there is none.
  static std::uint16_t peer_port(const TcpConnection& connection) {
    sockaddr_in peer = {};
    socklen_t size = sizeof peer;
    const bool connected = ::getpeername(connection.socket.number(),
                                         static_cast<sockaddr*>(static_cast<void*>(&peer)), &size) == 0;
    return connected ? ntohs(peer.sin_port) : std::uint16_t{0};
  }

  LoopbackSockets sockets_ = listen_on_loopback("127.0.0.1", 0);
  UnansweredPort refuses_{UnansweredPort::Refuses};
  UnansweredPort keeps_silent_{UnansweredPort::KeepsSilent};
  std::vector<std::size_t> waits_;  // how many attempts were under way, for each wait
};

TEST_F(TcpConnectionTest, IsOneThatNeverBlocks) {
  const TcpConnection connection = connect({listening()});
  EXPECT_EQ(peer_port(connection), sockets_.port);
  EXPECT_EQ(connection.failure, "");
  EXPECT_NE(::fcntl(connection.socket.number(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(connection.socket.number(), F_GETFD) & FD_CLOEXEC, 0);
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
  const TcpConnection connection = connect({silent(), silent()}, 600ms);
  EXPECT_FALSE(connection.socket.is_open());
  EXPECT_EQ(connection.failure, "the connection was refused or the host cannot be reached");
  EXPECT_EQ(waits_.back(), 2U);
}

TEST_F(TcpConnectionTest, FailsWhenEveryAddressRefuses) {
  for (const auto& addresses : {std::vector{refusing()}, std::vector{refusing(), refusing()}, {}}) {
    const TcpConnection connection = connect(addresses);
    EXPECT_FALSE(connection.socket.is_open());
    EXPECT_EQ(connection.failure, "the connection was refused or the host cannot be reached");
  }
}

}  // namespace
}  // namespace goto_token
