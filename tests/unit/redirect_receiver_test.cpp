#include "goto_token/sign_in/redirect_receiver.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <future>

#include "support/captured_output.hpp"
#include "support/http_text.hpp"
#include "support/served_client.hpp"

namespace goto_token {
namespace {

const std::string kRight = "/cb?state=the-state&code=the-code";

/// The statuses of responses to what reaches the listener. Requests wait in the listener's queue until
/// `receive` takes them, so most of it needs no second thread.
class RedirectReceiverTest : public testing::Test {
 protected:
  RedirectReceiverTest() { clients_.reserve(256); }

  /// Sends a request that is served later.
  const FileDescriptor& send(const std::string& target, const std::string& method = "GET",
                             const std::string& host = "", const std::string& fields = "") {
    clients_.push_back(connect_to(listener_.port()));
    send_text(clients_.back(), method + " " + target + " HTTP/1.1\r\nHost: " +
                                   (host.empty() ? "127.0.0.1:" + std::to_string(listener_.port()) : host) +
                                   "\r\n" + fields + "\r\n");
    return clients_.back();
  }

  RedirectReceiver make_receiver(std::vector<std::string> issuers = {}) {
    return {listener_,
            {loopback_authorities("127.0.0.1", listener_.port()), "/cb"},
            {state_, std::move(issuers)},
            rejections_};
  }

  void make_verbose() { diagnostics_ = Diagnostics(output_.fd(), Verbosity::Verbose); }

  static HttpText response_to(const FileDescriptor& client) { return parse_http_text(receive_all(client)); }
  static std::string code_of(const std::optional<ReceivedResponse>& received) {
    const auto* const code = received ? std::get_if<AuthorizationCode>(&received->response) : nullptr;
    return code == nullptr ? "no code" : std::string(code->value().reveal());
  }

  LoopbackListener& listener() { return listener_; }
  RejectionLog& rejections() { return rejections_; }
  std::string said() { return output_.text(); }

 private:
  LoopbackListener listener_ = listen_on_free_port();
  std::vector<FileDescriptor> clients_;
  const Secret state_{"the-state"};
  CapturedOutput output_;
  Diagnostics diagnostics_{output_.fd()};
  RejectionLog rejections_{
      {"http://127.0.0.1:5000/cb", require_url("http://127.0.0.1:5000/cb")}, state_, diagnostics_};
};

TEST_F(RedirectReceiverTest, ReceivesACodeAndLeavesTheResponseToTheCaller) {
  const FileDescriptor& client = send(kRight);
  RedirectReceiver receiver = make_receiver();
  const auto received = receiver.receive(hang_limit());
  EXPECT_EQ(code_of(received), "the-code");
  EXPECT_EQ(receive_some(client, 0), std::nullopt);
  listener().respond(*received->request, "the page");
  EXPECT_EQ(receive_all(client), "the page");
  EXPECT_EQ(said(), "");
}

TEST_F(RedirectReceiverTest, ReceivesAnErrorResponse) {
  send("/cb?state=the-state&error=access_denied&error_description=No.");
  RedirectReceiver receiver = make_receiver();
  const auto received = receiver.receive(hang_limit());
  ASSERT_TRUE(received);
  const auto& error = std::get<AuthorizationError>(received->response);
  const auto& response = std::get<AuthorizationErrorResponse>(error);
  EXPECT_EQ(response.error, "access_denied");
  EXPECT_EQ(response.description, "No.");
}

TEST_F(RedirectReceiverTest, ReceivesAnIssuerMismatch) {
  send(kRight + "&iss=https://evil.example");
  RedirectReceiver receiver = make_receiver({"https://as.example"});
  const auto received = receiver.receive(hang_limit());
  ASSERT_TRUE(received);
  const auto& error = std::get<AuthorizationError>(received->response);
  EXPECT_EQ(std::get<IssuerMismatch>(error).iss, "https://evil.example");
}

struct Ignored {
  std::string method;
  std::string target;
  std::string status_line;
};

TEST_F(RedirectReceiverTest, RejectsAllOtherRequestsAndWaitsOn) {
  const std::vector<Ignored> table = {
      {"GET", "/cb", "HTTP/1.1 403 Forbidden"},
      {"GET", "/cb?code=x&state=guess", "HTTP/1.1 403 Forbidden"},
      {"GET", "/cb?error=access_denied&state=guess", "HTTP/1.1 403 Forbidden"},
      {"GET", kRight + "&state=the-state", "HTTP/1.1 403 Forbidden"},
      {"GET", "/cb?state=the-state", "HTTP/1.1 400 Bad Request"},
      {"GET", "/cb?state=the-state&code=", "HTTP/1.1 400 Bad Request"},
      {"GET", kRight + "&error=x", "HTTP/1.1 400 Bad Request"},
      {"GET", "/cb?error=access_denied", "HTTP/1.1 403 Forbidden"},
      {"GET", kRight + "&code=other", "HTTP/1.1 400 Bad Request"},
      {"GET", "/favicon.ico", "HTTP/1.1 404 Not Found"},
      {"GET", "/cb/?state=the-state&code=x", "HTTP/1.1 404 Not Found"},
      {"HEAD", kRight, "HTTP/1.1 405 Method Not Allowed"},
      {"POST", kRight, "HTTP/1.1 405 Method Not Allowed"},
  };
  std::vector<const FileDescriptor*> clients;
  clients.reserve(table.size());
  for (const Ignored& ignored : table) {
    clients.push_back(&send(ignored.target, ignored.method));
  }
  send(kRight);
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(code_of(receiver.receive(hang_limit())), "the-code");
  for (std::size_t i = 0; i < table.size(); ++i) {
    const HttpText text = response_to(*clients[i]);
    EXPECT_EQ(text.status_line, table[i].status_line) << table[i].target;
    EXPECT_EQ(text.body.empty(), table[i].method == "HEAD") << table[i].target;
    EXPECT_EQ(text.body.find("the-"), std::string::npos) << "it echoes code or state";
  }
}

TEST_F(RedirectReceiverTest, AcceptsTheNamesOfLoopbackOnly) {
  const std::string port = std::to_string(listener().port());
  const FileDescriptor& foreign = send(kRight, "GET", "evil.example:" + port);
  const FileDescriptor& other_port = send(kRight, "GET", "127.0.0.1:1");
  const FileDescriptor& no_port = send(kRight, "GET", "127.0.0.1");
  send(kRight, "GET", "LOCALHOST:" + port);
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(code_of(receiver.receive(hang_limit())), "the-code");
  for (const FileDescriptor* const client : {&foreign, &other_port, &no_port}) {
    EXPECT_EQ(response_to(*client).status_line, "HTTP/1.1 421 Misdirected Request");
  }
}

TEST_F(RedirectReceiverTest, LooksForNoStateAmongMoreThan1000Parameters) {
  std::string others;
  for (int i = 2; i < 1000; ++i) {
    others += "&p" + std::to_string(i);
  }
  const FileDescriptor& too_many = send(kRight + others + "&p1000");
  send(kRight + others);
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(code_of(receiver.receive(hang_limit())), "the-code");
  EXPECT_EQ(response_to(too_many).status_line, "HTTP/1.1 403 Forbidden");
}

TEST_F(RedirectReceiverTest, TracesNoParametersThatStandInAPath) {
  make_verbose();
  RedirectReceiver receiver = make_receiver();
  send("/cb&code=the-code&state=the-state");
  send("/cb;code=the-code");
  send("/a/cb%3Fcode=the-code");
  send("/the-state/x");
  send("/" + std::string(75, 'x') + "the-state");
  send(kRight);
  EXPECT_EQ(code_of(receiver.receive(hang_limit())), "the-code");
  EXPECT_EQ(said(),
            "goto-token: trace: request to /…: answered with 404\n"
            "goto-token: trace: request to /…: answered with 404\n"
            "goto-token: trace: request to /a/…: answered with 404\n"
            "goto-token: trace: request to /…/x: answered with 404\n"
            "goto-token: trace: request to /" +
                std::string(75, 'x') + "…: answered with 404\n");
}

TEST_F(RedirectReceiverTest, TakesAPrefetchThatHoldsTheResponse) {  // the server has given its code away
  send(kRight, "GET", "", "Sec-Purpose: prefetch;prerender\r\n");
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(code_of(receiver.receive(hang_limit())), "the-code");
}

TEST_F(RedirectReceiverTest, SaysNothingOfWhatBrowsersSendByThemselves) {
  send("/favicon.ico");
  send("/cb?code=x&state=guess", "GET", "", "Purpose: prefetch\r\n");
  send(kRight, "HEAD");
  send("/cb", "OPTIONS");
  send(kRight);
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(code_of(receiver.receive(hang_limit())), "the-code");
  EXPECT_EQ(said(), "");
}

TEST_F(RedirectReceiverTest, SaysInBrowserAndTerminalWhatToDo) {
  const FileDescriptor& form = send("/cb", "POST");
  send(kRight);
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(code_of(receiver.receive(hang_limit())), "the-code");
  const std::string advice = "use --authorize-param response_mode=query, or set that at the server";
  EXPECT_NE(response_to(form).body.find("What to do: " + advice + "."), std::string::npos);
  EXPECT_EQ(
      said(),
      "goto-token: ignored a request to the redirect URI: it is a POST, so the server sends the response as "
      "a form; " +
          advice + " (answered with 405, still waiting)\n");
}

TEST_F(RedirectReceiverTest, CountsWhatCannotBeReadAndClosesOnTls) {
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(parse_http_text(receiver.reject(Unreadable::Malformed)).status_line, "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(parse_http_text(receiver.reject(Unreadable::TooLarge)).status_line,
            "HTTP/1.1 431 Request Header Fields Too Large");
  EXPECT_EQ(receiver.reject(Unreadable::TlsGreeting), "");
  const std::string text = said();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << text;
  EXPECT_EQ(
      rejections().make_timeout(std::chrono::seconds(1)).what(),
      std::string("no authorization response came within 1 s, only a connection with TLS, a request with "
                  "too large a head and a request without a response"));
}

TEST_F(RedirectReceiverTest, GivesUpAtTheDeadline) {
  const FileDescriptor& client = send("/cb?code=x&state=guess");
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(code_of(receiver.receive(Clock::now())), "no code");
  EXPECT_EQ(receive_some(client, 0), std::nullopt);
}

TEST_F(RedirectReceiverTest, ComesBackWhenOneOfTheEventsHasCome) {
  const FileDescriptor quiet(::eventfd(0, EFD_CLOEXEC));
  const FileDescriptor ready(::eventfd(1, EFD_CLOEXEC));
  RedirectReceiver receiver = make_receiver();
  std::array<pollfd, 3> events = {pollfd{ready.number(), POLLIN, 0}, pollfd{quiet.number(), POLLIN, 0},
                                  pollfd{-1, POLLIN, 0}};
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(code_of(receiver.receive(std::nullopt, events)), "no code");
    EXPECT_EQ(events[i].revents, POLLIN) << "the caller is told which one it was";
    EXPECT_EQ(events[(i + 1) % events.size()].revents, 0);
    std::rotate(events.begin(), events.end() - 1, events.end());
  }
}

TEST_F(RedirectReceiverTest, RejectsASecondResponseUntilAnEventComes) {
  send(kRight);
  RedirectReceiver receiver = make_receiver();
  EXPECT_EQ(code_of(receiver.receive(hang_limit())), "the-code");
  const FileDescriptor done(::eventfd(0, EFD_CLOEXEC));
  auto rejecting = std::async(std::launch::async, [&] {
    std::array<pollfd, 1> events = {pollfd{done.number(), POLLIN, 0}};
    receiver.serve(events, Deadline::max());
  });
  EXPECT_EQ(response_to(send(kRight)).status_line, "HTTP/1.1 409 Conflict");
  EXPECT_EQ(response_to(send("/cb?state=the-state&error=access_denied")).status_line,
            "HTTP/1.1 409 Conflict");
  EXPECT_EQ(response_to(send("/cb?state=guess&code=x")).status_line, "HTTP/1.1 403 Forbidden");
  EXPECT_EQ(response_to(send("/favicon.ico")).status_line, "HTTP/1.1 404 Not Found");
  ::eventfd_write(done.number(), 1);
  rejecting.get();
}

}  // namespace
}  // namespace goto_token
