#include "goto_token/io/http_connection.hpp"

#include <gtest/gtest.h>

#include "support/client_socket.hpp"
#include "support/served_client.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

using State = HttpConnection::State;

constexpr std::string_view kRequest = "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n";

/// A connection, its peer, and a clock that only the test moves.
class HttpConnectionTest : public testing::Test {
 protected:
  HttpConnectionTest() {
    std::array<int, 2> ends = {};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
      throw std::runtime_error("cannot make a pair of sockets");
    }
    peer_ = FileDescriptor(ends[0]);
    connection_.emplace(FileDescriptor(ends[1]), 7, start_, make_test_rejection);
  }

  HttpConnection& connection() { return *connection_; }
  const FileDescriptor& peer() const { return peer_; }
  void close_peer() { peer_.close(); }
  Deadline start() const { return start_; }

  /// Sends from the peer and lets the connection take it in.
  void deliver(std::string_view text) {
    send_text(peer_, text);
    connection_->advance(start_);
  }

 private:
  Deadline start_ = Clock::now();
  FileDescriptor peer_;
  std::optional<HttpConnection> connection_;
};

TEST_F(HttpConnectionTest, AsksOnceTheHeadIsComplete) {
  for (const char c : kRequest) {
    EXPECT_EQ(connection().state(), State::Reading);
    EXPECT_EQ(connection().events_awaited(), POLLIN);
    deliver({&c, 1});
  }
  ASSERT_EQ(connection().state(), State::Asking);
  EXPECT_EQ(connection().events_awaited(), 0);
  EXPECT_EQ(connection().request().path, "/a");
  EXPECT_EQ(connection().id(), 7U);
}

TEST_F(HttpConnectionTest, RespondsOnceThenWaitsForThePeerToClose) {
  deliver(kRequest);
  connection().respond("response", start());
  EXPECT_EQ(connection().state(), State::Draining);
  EXPECT_EQ(connection().events_awaited(), POLLIN);
  EXPECT_EQ(receive_all(peer()), "response");
  EXPECT_TRUE(connection().is_delivered());
  close_peer();
  connection().advance(start());
  EXPECT_EQ(connection().state(), State::Finished);
  EXPECT_EQ(connection().socket(), -1);
}

TEST_F(HttpConnectionTest, IsNotDeliveredWhileThePeerHasNotReadIt) {
  deliver(kRequest);
  connection().respond("response", start());
  EXPECT_FALSE(connection().is_delivered());
}

TEST_F(HttpConnectionTest, WaitsForAPeerThatIsSlowToRead) {
  deliver(kRequest);
  const std::string response(4'000'000, 'x');
  connection().respond(response, start());
  EXPECT_EQ(connection().state(), State::Writing);
  EXPECT_EQ(connection().events_awaited(), POLLOUT);
  std::string received;
  while (const auto piece = receive_some(peer(), 0)) {
    if (piece->empty()) {
      break;
    }
    received += *piece;
    connection().advance(start());
  }
  EXPECT_EQ(received, response);
  EXPECT_EQ(connection().state(), State::Draining);
}

TEST_F(HttpConnectionTest, PassesOverWhatComesBehindTheHead) {
  deliver("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody");
  ASSERT_EQ(connection().state(), State::Asking);
  connection().respond("response", start());
  deliver(kRequest);
  EXPECT_EQ(connection().state(), State::Draining);
  EXPECT_EQ(receive_all(peer()), "response");
}

TEST_F(HttpConnectionTest, RejectsAMalformedHead) {
  deliver("nonsense\r\n\r\n");
  EXPECT_EQ(connection().state(), State::Draining);
  EXPECT_EQ(receive_all(peer()), "rejected as malformed");
}

TEST_F(HttpConnectionTest, RejectsAHeadThatIsTooLarge) {
  constexpr std::size_t kPiece = 8192;
  for (std::size_t sent = 0; sent < HttpConnection::kLargestHead; sent += kPiece) {
    EXPECT_EQ(connection().state(), State::Reading);
    deliver(std::string(kPiece, 'x'));
  }
  EXPECT_EQ(connection().state(), State::Reading);
  deliver("x");
  EXPECT_EQ(connection().state(), State::Draining);
  EXPECT_EQ(receive_all(peer()), "rejected as too large");
}

TEST_F(HttpConnectionTest, IsClosedAtOnceWhenItBeginsWithTls) {  // RFC 8446 §5.1
  deliver("\x16");
  EXPECT_EQ(connection().state(), State::Reading);
  deliver("\x03\x01\x02\n\n");
  EXPECT_EQ(connection().state(), State::Finished);
  EXPECT_FALSE(connection().has_unfinished_head());
  EXPECT_TRUE(is_closed_by_peer(peer()));
}

TEST_F(HttpConnectionTest, TakesNothingElseForTls) {
  deliver(std::string("\x16\x02\x03", 3));
  EXPECT_EQ(connection().state(), State::Reading);
  deliver("\r\n\r\n");
  EXPECT_EQ(receive_all(peer()), "rejected as malformed");
}

TEST_F(HttpConnectionTest, EndsWhenItsPeerClosesBeforeTheHeadIsComplete) {
  deliver("GET / HTTP/1.1\r\n");
  close_peer();
  connection().advance(start());
  EXPECT_EQ(connection().state(), State::Finished);
}

TEST_F(HttpConnectionTest, EndsAfterTenSecondsHoweverManyBytesTrickleIn) {
  for (auto elapsed = 0s; elapsed < HttpConnection::kHeadDeadline; elapsed += 1s) {
    send_text(peer(), "x");
    connection().advance(start() + elapsed);
    connection().expire(start() + elapsed);
    EXPECT_EQ(connection().state(), State::Reading);
  }
  EXPECT_EQ(connection().deadline(), start() + 10s);
  connection().expire(start() + 10s);
  EXPECT_EQ(connection().state(), State::Finished);
  EXPECT_TRUE(is_closed_by_peer(peer()));
}

TEST_F(HttpConnectionTest, WaitsForTheCallersResponseAsLongAsItTakes) {
  deliver(kRequest);
  connection().expire(start() + 1h);
  EXPECT_EQ(connection().state(), State::Asking);
}

TEST_F(HttpConnectionTest, EndsFiveSecondsAfterItsResponseThoughThePeerHoldsOn) {
  deliver(kRequest);
  connection().respond("response", start() + 1h);
  connection().expire(start() + 1h + 4999ms);
  EXPECT_EQ(connection().state(), State::Draining);
  connection().expire(start() + 1h + 5s);
  EXPECT_EQ(connection().state(), State::Finished);
}

TEST_F(HttpConnectionTest, SurvivesAPeerThatLeavesBeforeTheResponse) {
  deliver(kRequest);
  close_peer();
  connection().advance(start());
  EXPECT_EQ(connection().state(), State::Asking);
  EXPECT_EQ(connection().socket(), -1);
  connection().respond("response", start());
  EXPECT_EQ(connection().state(), State::Finished);
  EXPECT_TRUE(connection().is_delivered());
}

}  // namespace
}  // namespace goto_token
