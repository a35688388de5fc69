#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "goto_token/io/http_client.hpp"
#include "support/failure.hpp"
#include "support/raw_server.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const std::string kNothing = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

HttpProxy proxy_at(const std::string& url, std::string authorization = "") {
  return {.host = "127.0.0.1",
          .port = require_url(url).port,
          .authorization = std::move(authorization),
          .variable = "HTTPS_PROXY"};
}

HttpResponse send(const std::string& url, const HttpProxy& proxy) {
  TlsContext tls;
  return send_http(
      {"POST", require_url(url), {{"Authorization", "Basic c2VjcmV0"}}, "code=secret", "text/plain"}, tls,
      {.proxy = proxy});
}

/// The first request to a proxy that sends `response`, and how a request for `url` then fails.
struct Outcome {
  std::string request;
  Failure failure;
  std::string proxy;
  int connections;
};

Outcome send_through_proxy(const std::string& url, const std::string& response,
                           const std::string& authorization = "") {
  Outcome outcome{"", {ExitCode::Success, "", ""}, "", 0};
  const RawServer server([&](RawServer&, const FileDescriptor& connection) {
    outcome.request = RawServer::read_request(connection);
    RawServer::send_what_is_taken(connection, response);
  });
  const HttpProxy proxy = proxy_at(server.url(), authorization);
  outcome.proxy = describe(proxy);
  outcome.failure = failure_of([&] { return send(url, proxy); });
  outcome.connections = server.connections();
  return outcome;
}

TEST(HttpClientProxy, IsSentTheWholeUrlOfPlainHttp) {
  std::vector<std::string> requests;
  {
    const RawServer server([&requests](RawServer&, const FileDescriptor& connection) {
      requests.push_back(RawServer::read_request(connection));
      RawServer::send_what_is_taken(connection, kNothing);
    });
    EXPECT_EQ(send("http://server.invalid:8080/a%2Fb?x=+y", proxy_at(server.url())).status, 200);
    EXPECT_EQ(send("http://server.invalid", proxy_at(server.url(), "Basic dTpw")).status, 200);
  }
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_TRUE(requests[0].starts_with("POST http://server.invalid:8080/a%2Fb?x=+y HTTP/1.1\r\n"))
      << requests[0];
  EXPECT_NE(requests[0].find("\r\nHost: server.invalid:8080\r\n"), std::string::npos) << requests[0];
  EXPECT_EQ(requests[0].find("Proxy-Authorization"), std::string::npos) << requests[0];
  EXPECT_TRUE(requests[1].starts_with("POST http://server.invalid/ HTTP/1.1\r\n")) << requests[1];
  EXPECT_NE(requests[1].find("\r\nHost: server.invalid\r\n"), std::string::npos) << requests[1];
  EXPECT_NE(requests[1].find("\r\nProxy-Authorization: Basic dTpw\r\n"), std::string::npos) << requests[1];
}

TEST(HttpClientProxy, LearnsNothingOfHttpsButHostAndPort) {
  const Outcome outcome =
      send_through_proxy("https://server.invalid/oauth/token?a=b", "HTTP/1.1 502 Bad Gateway\r\n\r\n");
  EXPECT_EQ(outcome.request, "CONNECT server.invalid:443 HTTP/1.1\r\nHost: server.invalid:443\r\n\r\n");
  const Outcome with_password =
      send_through_proxy("https://[2001:db8::1]:8443", "HTTP/1.1 502 No\r\n\r\n", "Basic dTpw");
  EXPECT_EQ(with_password.request,
            "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n"
            "Proxy-Authorization: Basic dTpw\r\n\r\n");
}

TEST(HttpClientProxy, IsAskedOnceWhenItDoesNotConnect) {
  const std::vector<std::pair<std::string, std::string>> responses = {
      {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nsad", "HTTP status 502"},
      {"HTTP/1.0 403 Forbidden\r\nConnection: close\r\n\r\n", "HTTP status 403"},
      {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", "HTTP status 302"}};
  for (const auto& [response, why] : responses) {
    const Outcome outcome = send_through_proxy("https://server.invalid", response, "Basic dTpw");
    EXPECT_EQ(
        outcome.failure,
        (Failure{ExitCode::Network,
                 "the proxy " + outcome.proxy + " did not connect to server.invalid:443: " + why,
                 "ask the owner of the proxy, or name the host in NO_PROXY if it can be reached without"}));
    EXPECT_EQ(outcome.connections, 1) << response;
  }
}

TEST(HttpClientProxy, MayWantAPassword) {
  const std::string response =
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"a\"\r\n"
      "Content-Length: 0\r\n\r\n";
  for (const std::string url : {"https://server.invalid", "http://server.invalid:443"}) {
    const Outcome without = send_through_proxy(url, response);
    const std::string what =
        "the proxy " + without.proxy + " did not connect to server.invalid:443: HTTP status 407";
    EXPECT_EQ(without.failure,
              (Failure{ExitCode::Network, what,
                       "the proxy requires a password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"}));
    EXPECT_EQ(without.connections, 1);
    EXPECT_EQ(
        send_through_proxy(url, response, "Basic dTpw").failure.hint,
        "check user and password in HTTPS_PROXY; Basic is the only proxy authentication that goto-token has");
  }
}

TEST(HttpClientProxy, IsNotHandedAPasswordByAMethodThatItDoesNotOffer) {
  const std::string response =
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n"
      "Proxy-Authenticate: NTLM, Digest realm=\"a\", nonce=\"b\"\r\nContent-Length: 0\r\n\r\n";
  for (const std::string url : {"https://server.invalid", "http://server.invalid:443"}) {
    const Outcome outcome = send_through_proxy(url, response, "Basic dTpw");
    EXPECT_EQ(
        outcome.failure,
        (Failure{ExitCode::Network,
                 "the proxy " + outcome.proxy +
                     " did not connect to server.invalid:443: HTTP status 407, and it offers only "
                     "Negotiate, NTLM, Digest",
                 "goto-token authenticates with Basic only; use a local proxy that speaks Negotiate, or "
                 "name the host in NO_PROXY if it can be reached without"}));
  }
}

TEST(HttpClientProxy, HasToSpeakHttp) {
  const std::vector<std::pair<std::string, std::string>> responses = {
      {"", "it closed the connection"},
      {"SSH-2.0-OpenSSH\r\n\r\n", "its response is not HTTP"},
      {"HTTP/1.1 2x0 OK\r\n\r\n", "its response is not HTTP/1.1"},
      {"HTTP/1.1 20", "it closed the connection in the middle of its response"},
      {"HTTP/1.1 200 OK\r\n", "it closed the connection in the middle of its response"},
      {"HTTP/1.1 100 Continue\r\n\r\n", "it closed the connection in the middle of its response"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(300'000, 'x') + "\r\n\r\n",
       "the head of its response is larger than 256 KiB"}};
  for (const auto& [response, why] : responses) {
    const Outcome outcome = send_through_proxy("https://server.invalid", response);
    EXPECT_EQ(outcome.failure,
              (Failure{ExitCode::Network,
                       "the proxy " + outcome.proxy + " did not connect to server.invalid:443: " + why,
                       "check that HTTPS_PROXY names an HTTP proxy"}))
        << response.substr(0, 80);
    EXPECT_EQ(outcome.connections, 1);
  }
}

TEST(HttpClientProxy, OpensATunnelWithAnySuccess) {
  for (const std::string response :
       {"HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n",
        "HTTP/1.0 200 Connection Established\nProxy-Agent: a\n\n", "HTTP/1.1 204\r\n\r\n"}) {
    std::string in_tunnel;
    {
      const RawServer server([&](RawServer&, const FileDescriptor& connection) {
        RawServer::read_request(connection);
        RawServer::send_what_is_taken(connection, response);
        in_tunnel = receive_some(connection, kHangMilliseconds).value_or("");
      });
      EXPECT_EQ(failure_of([&] { return send("https://server.invalid", proxy_at(server.url())); }).code,
                ExitCode::Network);
      EXPECT_EQ(server.connections(), 1);
    }
    EXPECT_TRUE(in_tunnel.starts_with("\x16\x03")) << "no TLS handshake after " << response;  // RFC 8446 §5.1
    EXPECT_NE(in_tunnel.find("server.invalid"), std::string::npos) << "the handshake names another server";
  }
}

TEST(HttpClientProxy, IsNamedWhereNoServerListens) {
  const HttpProxy proxy = {.host = "127.0.0.1",
                           .port = listen_on_loopback("127.0.0.1", 0).port,
                           .authorization = "Basic dTpw",
                           .variable = "all_proxy"};
  for (const std::string url : {"https://server.invalid", "http://server.invalid"}) {
    EXPECT_EQ(
        failure_of([&] { return send(url, proxy); }),
        (Failure{ExitCode::Network,
                 "cannot reach the proxy 127.0.0.1:" + std::to_string(proxy.port) +
                     " (from all_proxy): the connection was refused or the host cannot be reached",
                 "unset all_proxy, or name the host in NO_PROXY, if it can be reached without a proxy"}));
  }
}

TEST(HttpClientProxy, IsNamedWhenNothingComesOfIt) {
  const RawServer server([](RawServer&, const FileDescriptor& connection) { receive_all(connection); });
  const HttpProxy proxy = proxy_at(server.url());
  const HttpLimits limits{.connect = 10s, .whole = 1s, .response_bytes = 1000};
  TlsContext tls;
  EXPECT_EQ(
      failure_of([&] {
        return send_http({"GET", require_url("https://server.invalid"), {}, "", ""}, tls,
                         {.limits = limits, .proxy = proxy});
      }),
      (Failure{ExitCode::Network,
               "no response from https://server.invalid: no whole response within 1 s through the proxy " +
                   describe(proxy),
               "try again; the server or the network is slow"}));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClientProxy, GetsARequestOnceAlthoughItClosesWithoutAResponse) {
  const Outcome outcome = send_through_proxy("http://server.invalid", "");
  EXPECT_EQ(outcome.failure.message,
            "no response from http://server.invalid: the connection was closed before any response came");
  EXPECT_EQ(outcome.connections, 1);
}

}  // namespace
}  // namespace goto_token
