#include "goto_token/io/http_client.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/failure.hpp"
#include "support/raw_server.hpp"
#include "support/unanswered_port.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const std::string kNetworkHint = "check the address, and that this machine reaches it";

HttpRequest make_request(const std::string& url) {
  return {"POST",
          parse_url(url),
          {{"Accept", "application/json"}},
          "a=1&b=2",
          "application/x-www-form-urlencoded"};
}

HttpResponse send(const std::string& url, const HttpLimits& limits = {}) {
  const TlsTrust trust("");
  return send_http(make_request(url), trust, limits);
}

Failure no_answer(const std::string& server, const std::string& why, const std::string& hint = kNetworkHint) {
  return {ExitCode::Network, "no answer from " + server + ": " + why, hint};
}

TEST(HttpClient, SendsTheRequestAsItIs) {
  std::string request;
  std::string url;
  {
    const RawServer server([&request](RawServer&, const FileDescriptor& connection) {
      request = RawServer::read_request(connection);
      RawServer::send_what_is_taken(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    url = server.url();
    EXPECT_EQ(send(url + "/a%2Fb+c?x=%20y+z&q").status, 200);
  }
  EXPECT_EQ(request.substr(0, request.find("\r\n")), "POST /a%2Fb+c?x=%20y+z&q HTTP/1.1");
  for (const std::string& field :
       {"Host: " + url.substr(url.rfind('/') + 1), std::string("Accept: application/json"),
        std::string("Content-Type: application/x-www-form-urlencoded"), std::string("Content-Length: 7")}) {
    EXPECT_NE(request.find("\r\n" + field + "\r\n"), std::string::npos) << field << "\n" << request;
  }
  EXPECT_NE(request.find("\r\nUser-Agent: goto-token/"), std::string::npos) << request;
  EXPECT_EQ(request.find("Expect:"), std::string::npos) << request;
  EXPECT_EQ(request.substr(request.find("\r\n\r\n") + 4), "a=1&b=2");
}

TEST(HttpClient, AsksForTheRootWhereTheUrlHasNoPath) {
  std::string request;
  {
    const RawServer server([&request](RawServer&, const FileDescriptor& connection) {
      request = RawServer::read_request(connection);
      RawServer::send_what_is_taken(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    const TlsTrust trust("");
    EXPECT_EQ(send_http({"GET", parse_url(server.url()), {}, "", ""}, trust).status, 200);
  }
  EXPECT_EQ(request.substr(0, request.find("\r\n")), "GET / HTTP/1.1");
}

TEST(HttpClient, ReturnsStatusHeadersAndBody) {
  const RawServer server(
      answering("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nX-Empty:\r\n"
                "Content-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"a\"}"));
  const HttpResponse response = send(server.url());
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(find_header(response.headers, "retry-after"), "3");
  EXPECT_EQ(find_header(response.headers, "content-type"), "application/json");
  EXPECT_EQ(response.body, "{\"a\"}");
}

TEST(HttpClient, TakesABodyInChunksOrUpToTheEndOfTheConnection) {
  const RawServer chunked(
      answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
  EXPECT_EQ(send(chunked.url()).body, "abcde");
  const RawServer closing(answering("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nabcde"));
  EXPECT_EQ(send(closing.url()).body, "abcde");
}

TEST(HttpClient, ReturnsARefusalWithAnEmptyBody) {
  const RawServer server(answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
  const HttpResponse response = send(server.url());
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, "");
}

TEST(HttpClient, FollowsNoRedirect) {
  const RawServer elsewhere(answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  const RawServer server(answering("HTTP/1.1 307 Temporary Redirect\r\nLocation: " + elsewhere.url() +
                                   "/\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(send(server.url()).status, 307);
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST(HttpClient, SendsOnceToAServerThatClosesWithoutAnAnswer) {
  const RawServer server(
      [](RawServer&, const FileDescriptor& connection) { RawServer::read_request(connection); });
  EXPECT_EQ(failure_of([&] { return send(server.url()); }),
            no_answer(server.url(), "the connection was closed before a whole answer came"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, SendsOnceToAServerThatClosesAtOnce) {
  const RawServer server([](RawServer&, const FileDescriptor&) {});
  EXPECT_EQ(failure_of([&] { return send(server.url()); }),
            no_answer(server.url(), "the connection was closed before a whole answer came"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, TakesNoAnswerThatIsCutShort) {
  for (const auto* const answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc", "hello\r\n", ""}) {
    const RawServer server(answering(answer));
    EXPECT_EQ(failure_of([&] { return send(server.url()); }),
              no_answer(server.url(), "the connection was closed before a whole answer came"))
        << answer;
    EXPECT_EQ(server.connections(), 1) << answer;
  }
}

TEST(HttpClient, SaysThatNobodyListensThere) {
  const UnansweredPort port(UnansweredPort::Refuses);
  EXPECT_EQ(failure_of([&] { return send(port.url() + "/oauth/token"); }),
            no_answer(port.url(), "the connection was refused or the host cannot be reached"));
}

TEST(HttpClient, TellsEachTimeBeforeItTriesToConnectAgain) {
  const UnansweredPort port(UnansweredPort::Refuses);
  std::vector<std::string> told;
  const auto tell = [&told](const Error& why) { told.emplace_back(why.what()); };
  const Failure failure =
      failure_of([&] { return send_http(make_request(port.url()), TlsTrust(""), {}, std::nullopt, tell); });
  EXPECT_EQ(told, std::vector<std::string>(2, failure.message));
}

TEST(HttpClient, SaysThatNoConnectionCouldBeMadeInTime) {
  const UnansweredPort port(UnansweredPort::KeepsSilent);
  EXPECT_EQ(failure_of([&] { return send(port.url(), {.connect = 10s, .whole = 1s, .response_bytes = 1}); }),
            no_answer(port.url(), "the connection was refused or the host cannot be reached"));
}

TEST(HttpClient, RefusesAnAnswerLargerThanOneMebibyte) {
  const std::string body(1024UL * 1024UL + 1, 'x');
  struct Framing {
    std::string_view head;
    std::string_view end;
  };
  for (const auto& [head, end] :
       {Framing{"Content-Length: 1048577\r\n\r\n", ""}, Framing{"Connection: close\r\n\r\n", ""},
        Framing{"Transfer-Encoding: chunked\r\n\r\n100001\r\n", "\r\n0\r\n\r\n"}}) {
    const std::string answer = std::string("HTTP/1.1 200 OK\r\n").append(head).append(body).append(end);
    const RawServer server(answering(answer));
    EXPECT_EQ(failure_of([&] { return send(server.url()); }),
              no_answer(server.url(), "the answer is larger than 1 MiB",
                        "check the address: this is no OAuth endpoint"))
        << head;
    EXPECT_EQ(server.connections(), 1) << head;
  }
}

TEST(HttpClient, TakesAnAnswerOfJustTheLimit) {
  const std::string body(1024UL * 1024UL, 'x');
  const RawServer server(
      answering("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body));
  EXPECT_EQ(send(server.url()).body.size(), body.size());
}

TEST(HttpClient, GivesUpOnAnAnswerThatTricklesForEver) {
  const RawServer server([](RawServer& self, const FileDescriptor& connection) {
    RawServer::read_request(connection);
    RawServer::send_what_is_taken(connection, "HTTP/1.1 200 OK\r\n");
    pollfd left = {connection.number(), POLLIN, 0};
    while (!self.is_stopped() && ::poll(&left, 1, 20) == 0) {
      RawServer::send_what_is_taken(connection, "X: x\r\n");
    }
  });
  const HttpLimits limits{.connect = 10s, .whole = 1s, .response_bytes = 1000};
  EXPECT_EQ(
      failure_of([&] { return send(server.url(), limits); }),
      no_answer(server.url(), "no whole answer within 1 s", "try again; the server or the network is slow"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, SaysThatAServerDoesNotSpeakTls) {
  const RawServer server([](RawServer&, const FileDescriptor& connection) {
    static_cast<void>(receive_some(connection, kHangMilliseconds));
    RawServer::send_what_is_taken(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    receive_all(connection);
  });
  EXPECT_EQ(failure_of([&] { return send(server.url("https")); }),
            no_answer(server.url("https"), "TLS: wrong version number",
                      "check the address: goto-token needs a server that speaks TLS 1.2 or later there"));
  EXPECT_EQ(server.connections(), 1);
}

}  // namespace
}  // namespace goto_token
