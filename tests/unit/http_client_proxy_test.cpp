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
  return {"127.0.0.1", require_url(url).port, std::move(authorization), "HTTPS_PROXY"};
}

HttpResponse send(const std::string& url, const HttpProxy& proxy) {
  TlsContext tls;
  return send_http(
      {"POST", require_url(url), {{"Authorization", "Basic c2VjcmV0"}}, "code=secret", "text/plain"}, tls,
      {.proxy = proxy});
}

/// What a proxy is sent first that answers with `answer`, and what a request for `url` then fails with.
struct Refused {
  std::string request;
  Failure failure;
  std::string proxy;
  int connections;
};

Refused refuse(const std::string& url, const std::string& answer, const std::string& authorization = "") {
  Refused refused{"", {ExitCode::Success, "", ""}, "", 0};
  const RawServer server([&](RawServer&, const FileDescriptor& connection) {
    refused.request = RawServer::read_request(connection);
    RawServer::send_what_is_taken(connection, answer);
  });
  const HttpProxy proxy = proxy_at(server.url(), authorization);
  refused.proxy = describe(proxy);
  refused.failure = failure_of([&] { return send(url, proxy); });
  refused.connections = server.connections();
  return refused;
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
  const Refused refused =
      refuse("https://server.invalid/oauth/token?a=b", "HTTP/1.1 502 Bad Gateway\r\n\r\n");
  EXPECT_EQ(refused.request, "CONNECT server.invalid:443 HTTP/1.1\r\nHost: server.invalid:443\r\n\r\n");
  const Refused with_password = refuse("https://[2001:db8::1]:8443", "HTTP/1.1 502 No\r\n\r\n", "Basic dTpw");
  EXPECT_EQ(with_password.request,
            "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n"
            "Proxy-Authorization: Basic dTpw\r\n\r\n");
}

TEST(HttpClientProxy, IsAskedOnceWhenItRefuses) {
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nsad", "HTTP status 502"},
      {"HTTP/1.0 403 Forbidden\r\nConnection: close\r\n\r\n", "HTTP status 403"},
      {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", "HTTP status 302"}};
  for (const auto& [answer, why] : answers) {
    const Refused refused = refuse("https://server.invalid", answer, "Basic dTpw");
    EXPECT_EQ(
        refused.failure,
        (Failure{ExitCode::Network,
                 "the proxy " + refused.proxy + " did not connect to server.invalid:443: " + why,
                 "ask whoever runs the proxy, or name the host in NO_PROXY if it can be reached without"}));
    EXPECT_EQ(refused.connections, 1) << answer;
  }
}

TEST(HttpClientProxy, MayWantAPassword) {
  const std::string answer =
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"a\"\r\n"
      "Content-Length: 0\r\n\r\n";
  for (const std::string url : {"https://server.invalid", "http://server.invalid:443"}) {
    const Refused without = refuse(url, answer);
    const std::string what =
        "the proxy " + without.proxy + " did not connect to server.invalid:443: HTTP status 407";
    EXPECT_EQ(without.failure,
              (Failure{ExitCode::Network, what,
                       "the proxy wants a password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"}));
    EXPECT_EQ(without.connections, 1);
    EXPECT_EQ(refuse(url, answer, "Basic dTpw").failure.hint,
              "check user and password in HTTPS_PROXY; Basic is the only way they are sent");
  }
}

TEST(HttpClientProxy, IsNotHandedAPasswordInAWayThatItDoesNotOffer) {
  const std::string answer =
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n"
      "Proxy-Authenticate: NTLM, Digest realm=\"a\", nonce=\"b\"\r\nContent-Length: 0\r\n\r\n";
  for (const std::string url : {"https://server.invalid", "http://server.invalid:443"}) {
    const Refused refused = refuse(url, answer, "Basic dTpw");
    EXPECT_EQ(
        refused.failure,
        (Failure{ExitCode::Network,
                 "the proxy " + refused.proxy +
                     " did not connect to server.invalid:443: HTTP status 407, and it offers only "
                     "Negotiate, NTLM, Digest",
                 "goto-token authenticates with Basic only; use a local proxy that speaks Negotiate, or "
                 "name the host in NO_PROXY if it can be reached without"}));
  }
}

TEST(HttpClientProxy, HasToSpeakHttp) {
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"", "it closed the connection"},
      {"SSH-2.0-OpenSSH\r\n\r\n", "its answer is not HTTP"},
      {"HTTP/1.1 2x0 OK\r\n\r\n", "its answer is not HTTP/1.1"},
      {"HTTP/1.1 20", "it closed the connection in the middle of its answer"},
      {"HTTP/1.1 200 OK\r\n", "it closed the connection in the middle of its answer"},
      {"HTTP/1.1 100 Continue\r\n\r\n", "it closed the connection in the middle of its answer"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(300'000, 'x') + "\r\n\r\n",
       "the head of its answer is larger than 256 KiB"}};
  for (const auto& [answer, why] : answers) {
    const Refused refused = refuse("https://server.invalid", answer);
    EXPECT_EQ(refused.failure,
              (Failure{ExitCode::Network,
                       "the proxy " + refused.proxy + " did not connect to server.invalid:443: " + why,
                       "check that HTTPS_PROXY names an HTTP proxy"}))
        << answer.substr(0, 80);
    EXPECT_EQ(refused.connections, 1);
  }
}

TEST(HttpClientProxy, OpensATunnelWithAnySuccess) {
  for (const std::string answer :
       {"HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n",
        "HTTP/1.0 200 Connection Established\nProxy-Agent: a\n\n", "HTTP/1.1 204\r\n\r\n"}) {
    std::string in_tunnel;
    {
      const RawServer server([&](RawServer&, const FileDescriptor& connection) {
        RawServer::read_request(connection);
        RawServer::send_what_is_taken(connection, answer);
        in_tunnel = receive_some(connection, kHangMilliseconds).value_or("");
      });
      EXPECT_EQ(failure_of([&] { return send("https://server.invalid", proxy_at(server.url())); }).code,
                ExitCode::Network);
      EXPECT_EQ(server.connections(), 1);
    }
    EXPECT_TRUE(in_tunnel.starts_with("\x16\x03")) << "no TLS handshake after " << answer;  // RFC 8446 §5.1
    EXPECT_NE(in_tunnel.find("server.invalid"), std::string::npos) << "the handshake names another server";
  }
}

TEST(HttpClientProxy, IsNamedWhenNobodyListensThere) {
  const HttpProxy proxy = {"127.0.0.1", listen_on_loopback("127.0.0.1", 0).port, "Basic dTpw", "all_proxy"};
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
  EXPECT_EQ(failure_of([&] {
              return send_http({"GET", require_url("https://server.invalid"), {}, "", ""}, tls,
                               {.limits = limits, .proxy = proxy});
            }),
            (Failure{ExitCode::Network,
                     "no answer from https://server.invalid: no whole answer within 1 s through the proxy " +
                         describe(proxy),
                     "try again; the server or the network is slow"}));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClientProxy, GetsARequestOnceAlthoughItClosesWithoutAnAnswer) {
  const Refused refused = refuse("http://server.invalid", "");
  EXPECT_EQ(refused.failure.message,
            "no answer from http://server.invalid: the connection was closed before any answer came");
  EXPECT_EQ(refused.connections, 1);
}

}  // namespace
}  // namespace goto_token
