#include "goto_token/io/http_exchange.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <future>

#include "support/client_socket.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLimit = 1024;

/// An exchange over one end of a socket pair; the test holds the other.
class HttpExchangeTest : public testing::Test {
 protected:
  HttpExchangeTest() { open_ends(); }

  void open_ends() {
    std::array<int, 2> ends = {};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    far_ = FileDescriptor(ends[0]);
    near_ = FileDescriptor(ends[1]);
    ::fcntl(near_.number(), F_SETFL, O_NONBLOCK);
  }

  HttpResponse exchange(const std::string& request = "GET / HTTP/1.1\r\n\r\n",
                        const Wait& wait = wait_with_poll,
                        Deadline deadline = std::chrono::steady_clock::now() + 60s) {
    Connection connection(std::move(near_));
    return exchange_http(connection, require_url("http://server.example"), request, kLimit, wait, deadline);
  }

  /// What the exchange makes of a response that is there already, and a connection that is then closed.
  HttpResponse exchange_for(std::string_view response) {
    send_text(far_, response);
    ::shutdown(far_.number(), SHUT_WR);
    return exchange();
  }

  /// The same for a connection that is then broken off: its peer closes with the request unread.
  HttpResponse exchange_and_reset(std::string_view response) {
    send_text(far_, response);
    const Wait wait = [this](std::span<pollfd> /*events*/, Deadline /*deadline*/) { far_.close(); };
    return exchange("GET / HTTP/1.1\r\n\r\n", wait);
  }

  void expect_failure(std::string_view response, const std::string& why) {
    EXPECT_EQ(failure_of([&] { return exchange_for(response); }).message,
              "no response from http://server.example: " + why);
  }

  FileDescriptor far_;
  FileDescriptor near_;
};

TEST_F(HttpExchangeTest, PassesInterimResponsesOver) {  // RFC 9110 §15.2
  const HttpResponse response = exchange_for(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "ok");
  EXPECT_EQ(find_header(response.headers, "Link"), std::nullopt);
}

TEST_F(HttpExchangeTest, CountsTheHeadsOfInterimResponsesTogether) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nX: " + std::string(1000, 'x') + "\r\n\r\n";
  std::string response;
  while (response.size() <= kMostHeadBytes) {
    response += interim;
  }
  auto sending = std::async(std::launch::async, [&] { send_text(far_, response); });
  EXPECT_EQ(failure_of([&] { return exchange(); }).message,
            "no response from http://server.example: the head of the response is larger than 256 KiB");
}

TEST_F(HttpExchangeTest, TakesAResponseToARequestThatIsNotReadToItsEnd) {
  const std::string request(8UL * 1024UL * 1024UL, 'x');  // more than the sockets hold
  send_text(far_, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\n\r\nmuch");
  EXPECT_EQ(exchange(request).body, "much");
}

TEST_F(HttpExchangeTest, TakesAResponseAlthoughThePeerReadsNoMore) {
  const std::string request(8UL * 1024UL * 1024UL, 'x');
  send_text(far_, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
  ::shutdown(far_.number(), SHUT_RD);  // writing fails from now on
  EXPECT_EQ(exchange(request).body, "no");
}

TEST_F(HttpExchangeTest, TakesAResponseUpToTheEndAlthoughThePeerReadsNoMore) {
  const std::string request(8UL * 1024UL * 1024UL, 'x');
  ::shutdown(far_.number(), SHUT_RD);
  send_text(far_, "HTTP/1.1 200 OK\r\n\r\nall of it");
  ::shutdown(far_.number(), SHUT_WR);
  EXPECT_EQ(exchange(request).body, "all of it");
}

TEST_F(HttpExchangeTest, TakesAResetForTheEndOfABodyThatEndsWithTheConnection) {
  EXPECT_EQ(exchange_and_reset("HTTP/1.1 200 OK\r\n\r\n{}").body, "{}");
}

TEST_F(HttpExchangeTest, TakesAResetForNoOtherEnd) {
  for (const auto* const response :
       {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", "HTTP/1.1 20"}) {
    open_ends();
    EXPECT_EQ(
        failure_of([&] { return exchange_and_reset(response); }).message,
        "no response from http://server.example: Connection reset by peer in the middle of the response")
        << response;
  }
}

TEST_F(HttpExchangeTest, LooksAtNothingBehindTheResponse) {
  EXPECT_EQ(exchange_for("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\n\r\n").body, "ok");
  EXPECT_EQ(near_.is_open(), false);
}

TEST_F(HttpExchangeTest, WaitsForNothingOnceTheResponseIsWhole) {
  send_text(far_, "HTTP/1.1 204 No Content\r\n\r\n");
  bool waited = false;
  const Wait wait = [&waited](std::span<pollfd> /*events*/, Deadline /*deadline*/) { waited = true; };
  EXPECT_EQ(exchange("GET / HTTP/1.1\r\n\r\n", wait).status, 204);
  EXPECT_FALSE(waited) << "the connection is still open";
}

/// A body of two bytes behind interim responses that fill more than one read.
std::string make_long_response() {
  std::string response;
  for (int i = 0; i < 100; ++i) {
    response += "HTTP/1.1 103 Early Hints\r\nX: " + std::string(1000, 'x') + "\r\n\r\n";
  }
  return response + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
}

TEST_F(HttpExchangeTest, ReadsAllThatHasComeWhenTheDeadlinePasses) {
  const Wait wait = [this](std::span<pollfd> /*events*/, Deadline deadline) {
    send_text(far_, make_long_response());
    pause(deadline - Clock::now(), wait_with_poll);
  };
  EXPECT_EQ(exchange("GET / HTTP/1.1\r\n\r\n", wait, Clock::now() + 100ms).body, "ok");
}

TEST_F(HttpExchangeTest, ReadsWhatCameWhileTheProcessWasStopped) {
  constexpr auto kTime = 500ms;
  const pid_t child = ::fork();
  if (child == 0) {
    far_.close();
    const Wait stop_and_wait = [](std::span<pollfd> events, Deadline deadline) {
      ::raise(SIGSTOP);
      wait_with_poll(events, deadline);
    };
    const auto request = [&] {
      return exchange("GET / HTTP/1.1\r\n\r\n", stop_and_wait, Clock::now() + kTime);
    };
    std::_Exit(static_cast<int>(failure_of(request).code));
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, WUNTRACED), child);
  ASSERT_TRUE(WIFSTOPPED(status));
  send_text(far_, make_long_response());
  pause(kTime, wait_with_poll);
  ::kill(child, SIGCONT);
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST_F(HttpExchangeTest, GivesUpAtTheDeadlineWhateverComes) {
  send_text(far_, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
  const Wait wait = [this](std::span<pollfd> /*events*/, Deadline deadline) {
    send_text(far_, "x");
    pause(std::min<Clock::duration>(deadline - Clock::now(), 1ms), wait_with_poll);
  };
  EXPECT_EQ(failure_of([&] { return exchange("GET / HTTP/1.1\r\n\r\n", wait, Clock::now() + 20ms); }).message,
            "no response from http://server.example: no whole response in time");
}

TEST_F(HttpExchangeTest, SendsNothingAfterTheDeadline) {
  EXPECT_EQ(failure_of([&] {
              return exchange("GET / HTTP/1.1\r\n\r\n", wait_with_poll, Clock::now() - 1s);
            }).message,
            "no response from http://server.example: no whole response in time");
  std::array<char, 1> room = {};
  EXPECT_EQ(::recv(far_.number(), room.data(), room.size(), 0), 0);
}

TEST_F(HttpExchangeTest, SaysWhatIsWrongWithAResponse) {
  expect_failure("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n123456789",
                 "the response has two different Content-Lengths");
}

TEST_F(HttpExchangeTest, SaysThatTheResponseHasTwoEnds) {
  expect_failure("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                 "the response has both Content-Length and Transfer-Encoding");
}

TEST_F(HttpExchangeTest, NamesACodingThatItDoesNotKnow) {
  expect_failure("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nabc",
                 "the response cannot be decoded (Content-Encoding: br)");
}

TEST_F(HttpExchangeTest, GivesTheStatusOfAnErrorInACodingThatItDoesNotKnow) {
  const HttpResponse response =
      exchange_for("HTTP/1.1 401 Unauthorized\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.body, "abc");
}

TEST_F(HttpExchangeTest, DecodesNothingWhereThereIsNoBody) {
  EXPECT_EQ(exchange_for("HTTP/1.1 401 No\r\nContent-Encoding: br\r\nContent-Length: 0\r\n\r\n").status, 401);
}

TEST_F(HttpExchangeTest, SaysThatNoResponseCame) {
  expect_failure("", "the connection was closed before any response came");
}

}  // namespace
}  // namespace goto_token
