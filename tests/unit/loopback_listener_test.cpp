#include "goto_token/io/loopback_listener.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <future>

#include "goto_token/base/error.hpp"
#include "support/served_client.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kRequest = "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n";

FileDescriptor connect_and_send(const LoopbackListener& listener, std::string_view text) {
  FileDescriptor client = connect_to(listener.port());
  send_text(client, text);
  return client;
}

TEST(LoopbackListener, HandsOutARequestAndDeliversItsResponse) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor client = connect_and_send(listener, kRequest);
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  EXPECT_EQ(request->head.method, "GET");
  EXPECT_EQ(request->head.host, "h");
  EXPECT_EQ(request->head.path, "/a");
  EXPECT_EQ(request->head.query, "b");
  listener.respond(*request, "response");
  listener.finish(*request);
  EXPECT_EQ(receive_all(client), "response");
}

TEST(LoopbackListener, TakesARequestInPieces) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor client = connect_to(listener.port());
  for (const char c : kRequest.substr(0, kRequest.size() - 1)) {
    send_text(client, {&c, 1});
    ASSERT_FALSE(listener.next_request(one_turn()));
  }
  send_text(client, "\n");
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  EXPECT_EQ(request->head.path, "/a");
}

TEST(LoopbackListener, ServesAClientThatHasSentAllItEverWill) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor client = connect_and_send(listener, kRequest);
  ::shutdown(client.number(), SHUT_WR);
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  ASSERT_FALSE(listener.next_request(one_turn()));
  listener.respond(*request, "response");
  EXPECT_EQ(receive_all(client), "response");
}

TEST(LoopbackListener, HandsOutEachRequestOnceAndInOrder) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor first = connect_and_send(listener, "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
  const FileDescriptor second = connect_and_send(listener, "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto one = listener.next_request(hang_limit());
  const auto two = listener.next_request(hang_limit());
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->head.path, "/1");
  EXPECT_EQ(two->head.path, "/2");
  EXPECT_FALSE(listener.next_request(one_turn()));
  listener.respond(*two, "to the second");
  listener.respond(*one, "to the first");
  EXPECT_EQ(serve_until_closed(listener, first), "to the first");
  EXPECT_EQ(serve_until_closed(listener, second), "to the second");
}

TEST(LoopbackListener, TakesOneRequestAConnection) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor client =
      connect_and_send(listener, std::string(kRequest) + "GET /second HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  listener.respond(*request, "response");
  EXPECT_EQ(receive_all(client), "response");
  EXPECT_FALSE(listener.next_request(one_turn()));
}

TEST(LoopbackListener, RejectsAMalformedRequestByItself) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor client = connect_and_send(listener, "hello\n\n");
  EXPECT_EQ(serve_until_closed(listener, client), "rejected as malformed");
}

TEST(LoopbackListener, ClosesAConnectionThatBeginsWithTlsByItself) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor client = connect_and_send(listener, "\x16\x03\x01 hello\n\n");
  EXPECT_EQ(serve_until_closed(listener, client), "");
}

TEST(LoopbackListener, RejectsAnEndlessHeadByItself) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor client = connect_to(listener.port());
  const auto sending = std::async(std::launch::async, [&client] {
    send_text(client, "GET / HTTP/1.1\r\n");
    for (std::size_t sent = 0; sent < 1'000'000; sent += 10'000) {
      send_text(client, "X: " + std::string(10'000, 'x') + "\r\n");
    }
    ::shutdown(client.number(), SHUT_WR);
  });
  EXPECT_EQ(serve_until_closed(listener, client), "rejected as too large");
}

TEST(LoopbackListener, GivesUpAtTheDeadline) {
  LoopbackListener listener = listen_on_free_port();
  const auto deadline = one_turn();
  EXPECT_FALSE(listener.next_request(deadline));
  EXPECT_GE(Clock::now(), deadline);
}

TEST(LoopbackListener, WakesWhenToldTo) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor wake(::eventfd(0, EFD_CLOEXEC));
  auto waking = std::async(std::launch::async, [&wake] { ::eventfd_write(wake.number(), 1); });
  std::array<pollfd, 1> events = {pollfd{wake.number(), POLLIN, 0}};
  EXPECT_FALSE(listener.next_request(std::nullopt, events));
  EXPECT_FALSE(listener.next_request(std::nullopt, events)) << "it stays readable";
  EXPECT_EQ(events.front().revents, POLLIN);
  const FileDescriptor client = connect_and_send(listener, kRequest);
  EXPECT_TRUE(listener.next_request(hang_limit())) << "a wake is forgotten once it has been told";
}

TEST(LoopbackListener, GoesOnWhenAClientLeavesBeforeItsResponse) {
  LoopbackListener listener = listen_on_free_port();
  FileDescriptor leaving = connect_and_send(listener, kRequest);
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  const linger at_once = {1, 0};  // closing sends a reset
  ::setsockopt(leaving.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  leaving.close();
  EXPECT_FALSE(listener.next_request(one_turn()));
  listener.respond(*request, "response");
  listener.respond(*request, "and once more");
  const FileDescriptor staying = connect_and_send(listener, kRequest);
  EXPECT_TRUE(listener.next_request(hang_limit()));
}

TEST(LoopbackListener, ServesBothFamilies) {
  if (!has_ipv6_loopback()) {
    GTEST_SKIP() << "this machine has no ::1";
  }
  LoopbackListener listener = listen_on_free_port("localhost");
  for (const std::string host : {"127.0.0.1", "::1"}) {
    const FileDescriptor client = connect_to(listener.port(), host);
    send_text(client, kRequest);
    const auto request = listener.next_request(hang_limit());
    ASSERT_TRUE(request) << host;
    listener.respond(*request, "response");
    EXPECT_EQ(receive_all(client), "response") << host;
  }
}

TEST(LoopbackListener, FinishDeliversTheWholePageToASlowReader) {
  LoopbackListener listener = listen_on_free_port();
  const FileDescriptor client = connect_to(listener.port(), "127.0.0.1", 1);
  send_text(client, kRequest);
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  const std::string page(300'000, 'x');
  auto reading = std::async(std::launch::async, [&client] {
    std::string received;
    std::array<char, 512> piece = {};
    ssize_t count = 0;
    while ((count = ::recv(client.number(), piece.data(), piece.size(), 0)) > 0) {
      received.append(piece.data(), static_cast<std::size_t>(count));
    }
    return received;
  });
  listener.respond(*request, page);
  listener.finish(*request);
  EXPECT_EQ(reading.get(), page);
}

TEST(LoopbackListener, FinishFreesThePortAndDropsTheOthers) {
  LoopbackListener listener = listen_on_free_port();
  const std::uint16_t port = listener.port();
  const FileDescriptor client = connect_and_send(listener, kRequest);
  const FileDescriptor idle = connect_to(port);
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  ASSERT_FALSE(listener.next_request(one_turn()));
  listener.respond(*request, "response");
  listener.finish(*request);
  EXPECT_TRUE(is_closed_by_peer(idle));
  EXPECT_FALSE(try_connect(port).is_open());
  EXPECT_EQ(receive_all(client), "response");
  EXPECT_EQ(listen_on_loopback("127.0.0.1", port).port, port);
}

TEST(LoopbackListener, FinishEndsAtOnceWhenTheClientIsGone) {
  LoopbackListener listener = listen_on_free_port();
  FileDescriptor client = connect_and_send(listener, kRequest);
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  client.close();
  listener.respond(*request, "response");
  listener.finish(*request);
  EXPECT_FALSE(try_connect(listener.port()).is_open());
}

}  // namespace
}  // namespace goto_token
