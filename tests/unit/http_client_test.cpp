#include "goto_token/io/http_client.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/failure.hpp"
#include "support/raw_server.hpp"
#include "support/unanswered_port.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const std::string kNetworkHint = "check the address, and that this machine reaches it";
const std::string kTlsHint =
    "check the address; if the server speaks TLS there, its URL must begin with https://";
const std::string kNoEndpointHint = "check the address: this is no OAuth endpoint";

HttpRequest make_request(const std::string& url) {
  return {"POST",
          require_url(url),
          {{"Accept", "application/json"}},
          "a=1&b=2",
          "application/x-www-form-urlencoded"};
}

HttpResponse send(const std::string& url, const HttpLimits& limits = {}) {
  TlsContext tls;
  return send_http(make_request(url), tls, {.limits = limits});
}

Failure no_response(const std::string& server, const std::string& why,
                    const std::string& hint = kNetworkHint) {
  return {ExitCode::Network, "no response from " + server + ": " + why, hint};
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
    TlsContext tls;
    EXPECT_EQ(send_http({"GET", require_url(server.url()), {}, "", ""}, tls).status, 200);
  }
  EXPECT_EQ(request.substr(0, request.find("\r\n")), "GET / HTTP/1.1");
}

TEST(HttpClient, ReturnsStatusHeadersAndBody) {
  const RawServer server(
      responding_with("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nX-Empty:\r\n"
                      "Content-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"a\"}"));
  const HttpResponse response = send(server.url());
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(find_header(response.headers, "retry-after"), "3");
  EXPECT_EQ(find_header(response.headers, "content-type"), "application/json");
  EXPECT_EQ(response.body, "{\"a\"}");
}

TEST(HttpClient, TakesABodyInChunksOrUpToTheEndOfTheConnection) {
  const RawServer chunked(responding_with(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
  EXPECT_EQ(send(chunked.url()).body, "abcde");
  const RawServer closing(responding_with("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nabcde"));
  EXPECT_EQ(send(closing.url()).body, "abcde");
}

TEST(HttpClient, ReturnsAnErrorResponseWithAnEmptyBody) {
  const RawServer server(responding_with("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
  const HttpResponse response = send(server.url());
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, "");
}

TEST(HttpClient, FollowsNoRedirect) {
  const RawServer elsewhere(responding_with("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  const RawServer server(responding_with("HTTP/1.1 307 Temporary Redirect\r\nLocation: " + elsewhere.url() +
                                         "/\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(send(server.url()).status, 307);
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST(HttpClient, SendsOnceToAServerThatClosesWithoutAResponse) {
  const RawServer server(
      [](RawServer&, const FileDescriptor& connection) { RawServer::read_request(connection); });
  EXPECT_EQ(failure_of([&] { return send(server.url()); }),
            no_response(server.url(), "the connection was closed before any response came", kTlsHint));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, SendsOnceToAServerThatClosesAtOnce) {
  const RawServer server([](RawServer&, const FileDescriptor&) {});
  const Failure failure = failure_of([&] { return send(server.url()); });
  // The request may have arrived before the connection was closed, or after.
  EXPECT_TRUE(
      failure == no_response(server.url(), "the connection was closed before any response came", kTlsHint) ||
      failure == no_response(server.url(), "Connection reset by peer before any response came", kTlsHint))
      << failure.message;
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, TakesNoResponseThatIsCutShort) {
  for (const auto* const response :
       {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc", "HTTP/1.1 200", "HTT"}) {
    const RawServer server(responding_with(response));
    EXPECT_EQ(failure_of([&] { return send(server.url()); }),
              no_response(server.url(), "the connection was closed before a whole answer came"))
        << response;
    EXPECT_EQ(server.connections(), 1) << response;
  }
}

TEST(HttpClient, SaysThatAResponseIsNotHttp) {
  for (const auto* const response : {"hello\r\n", "SSH-2.0-OpenSSH_9\r\n", "{}", "HTTP/2 200\r\n\r\n"}) {
    const RawServer server(responding_with(response));
    EXPECT_EQ(failure_of([&] { return send(server.url()); }),
              no_response(server.url(), "the response is not HTTP/1.1", kNoEndpointHint))
        << response;
  }
}

/// Whether the request fails in a way that may pass.
bool may_pass(const std::string& url) {
  try {
    static_cast<void>(send(url));
  } catch (const Error& failure) {
    return failure.may_pass();
  }
  ADD_FAILURE() << "no failure";
  return false;
}

TEST(HttpClient, TellsWhichFailuresMayPass) {
  const RawServer closing([](RawServer&, const FileDescriptor&) {});
  EXPECT_TRUE(may_pass(closing.url()));
  const RawServer cutting(responding_with("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
  EXPECT_TRUE(may_pass(cutting.url()));
  const UnansweredPort port(UnansweredPort::Refuses);
  EXPECT_TRUE(may_pass(port.url()));
  const RawServer no_http(responding_with("hello\r\n"));
  EXPECT_FALSE(may_pass(no_http.url()));
}

TEST(HttpClient, SaysThatAServerSpeaksTls) {
  const RawServer server(responding_with("\x15\x03\x03"));  // RFC 8446 §5.1: an alert
  EXPECT_EQ(failure_of([&] { return send(server.url()); }),
            no_response(server.url(), "the server speaks TLS there", "its URL must begin with https://"));
}

TEST(HttpClient, SaysThatNoServerListensThere) {
  const UnansweredPort port(UnansweredPort::Refuses);
  EXPECT_EQ(failure_of([&] { return send(port.url() + "/oauth/token"); }),
            no_response(port.url(), "the connection was refused or the host cannot be reached"));
}

TEST(HttpClient, TellsEachTimeBeforeItTriesToConnectAgain) {
  const UnansweredPort port(UnansweredPort::Refuses);
  std::vector<std::string> told;
  const auto tell = [&told](const Error& why) { told.emplace_back(why.what()); };
  TlsContext tls;
  const Failure failure =
      failure_of([&] { return send_http(make_request(port.url()), tls, {.retrying = tell}); });
  EXPECT_EQ(told, std::vector<std::string>(2, failure.message));
}

TEST(HttpClient, SaysThatNoConnectionCouldBeMadeInTime) {
  const UnansweredPort port(UnansweredPort::KeepsSilent);
  EXPECT_EQ(failure_of([&] { return send(port.url(), {.connect = 10s, .whole = 1s, .response_bytes = 1}); }),
            no_response(port.url(), "the connection was refused or the host cannot be reached"));
}

TEST(HttpClient, FailsForAResponseLargerThanOneMebibyte) {
  const std::string body(1024UL * 1024UL + 1, 'x');
  struct Framing {
    std::string_view head;
    std::string_view end;
  };
  for (const auto& [head, end] :
       {Framing{"Content-Length: 1048577\r\n\r\n", ""}, Framing{"Connection: close\r\n\r\n", ""},
        Framing{"Transfer-Encoding: chunked\r\n\r\n100001\r\n", "\r\n0\r\n\r\n"}}) {
    const std::string response = std::string("HTTP/1.1 200 OK\r\n").append(head).append(body).append(end);
    const RawServer server(responding_with(response));
    EXPECT_EQ(failure_of([&] { return send(server.url()); }),
              no_response(server.url(), "the response is larger than 1 MiB", kNoEndpointHint))
        << head;
    EXPECT_EQ(server.connections(), 1) << head;
  }
}

TEST(HttpClient, TakesAResponseOfJustTheLimit) {
  const std::string body(1024UL * 1024UL, 'x');
  const RawServer server(responding_with("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                                         "\r\n\r\n" + body));
  EXPECT_EQ(send(server.url()).body.size(), body.size());
}

TEST(HttpClient, GivesUpOnAResponseThatTricklesForEver) {
  const RawServer server([](RawServer& self, const FileDescriptor& connection) {
    RawServer::read_request(connection);
    RawServer::send_what_is_taken(connection, "HTTP/1.1 200 OK\r\n");
    pollfd left = {connection.number(), POLLIN, 0};
    while (!self.is_stopped() && ::poll(&left, 1, 20) == 0) {
      RawServer::send_what_is_taken(connection, "X: x\r\n");
    }
  });
  const HttpLimits limits{.connect = 10s, .whole = 1s, .response_bytes = 1000};
  EXPECT_EQ(failure_of([&] { return send(server.url(), limits); }),
            no_response(server.url(), "no whole response within 1 s",
                        "try again; the server or the network is slow"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, SaysThatAServerDoesNotSpeakTls) {
  const RawServer server([](RawServer&, const FileDescriptor& connection) {
    static_cast<void>(receive_some(connection, kHangMilliseconds));
    RawServer::send_what_is_taken(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    receive_all(connection);
  });
  EXPECT_EQ(
      failure_of([&] { return send(server.url("https")); }),
      no_response(server.url("https"), "TLS: the server does not speak TLS there (wrong version number)",
                  "check host and port; a server that speaks plain http has a URL that begins with http://"));
  EXPECT_EQ(server.connections(), 1);
}

}  // namespace
}  // namespace goto_token
