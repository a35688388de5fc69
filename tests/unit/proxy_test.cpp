#include "goto_token/config/proxy.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/failure.hpp"

namespace goto_token {
namespace {

/// `HOST:PORT (from VARIABLE)`, or nothing for a direct connection.
std::string choose(const std::string& url, const Environment& environment) {
  const auto proxy = choose_proxy(require_url(url), Settings(environment));
  return proxy ? describe(*proxy) : "";
}

HttpProxy parse(const std::string& value) {
  return choose_proxy(require_url("https://server.example"), Settings({{"HTTPS_PROXY", value}})).value();
}

TEST(Proxy, IsChosenByTheScheme) {
  const Environment both = {{"HTTPS_PROXY", "http://one:1"}, {"HTTP_PROXY", "http://two:2"}};
  EXPECT_EQ(choose("https://server.example", both), "one:1 (from HTTPS_PROXY)");
  EXPECT_EQ(choose("http://server.example", both), "two:2 (from HTTP_PROXY)");
  EXPECT_EQ(choose("http://server.example", {{"HTTPS_PROXY", "http://one:1"}}), "");
  EXPECT_EQ(choose("https://server.example", {{"HTTP_PROXY", "http://two:2"}}), "");
  EXPECT_EQ(choose("https://server.example", {}), "");
}

TEST(Proxy, ForAllIsUsedForBothSchemes) {
  Environment environment = {{"ALL_PROXY", "http://all:3"}};
  EXPECT_EQ(choose("https://server.example", environment), "all:3 (from ALL_PROXY)");
  EXPECT_EQ(choose("http://server.example", environment), "all:3 (from ALL_PROXY)");
  environment["HTTPS_PROXY"] = "http://one:1";
  EXPECT_EQ(choose("https://server.example", environment), "one:1 (from HTTPS_PROXY)");
}

TEST(Proxy, IsNamedInLowerCaseFirst) {
  for (const auto& [lower, upper] :
       {std::pair("https_proxy", "HTTPS_PROXY"), std::pair("all_proxy", "ALL_PROXY")}) {
    EXPECT_EQ(choose("https://server.example", {{lower, "low:1"}, {upper, "up:1"}}),
              "low:1 (from " + std::string(lower) + ")");
    EXPECT_EQ(choose("https://server.example", {{lower, ""}, {upper, "up:1"}}),
              "up:1 (from " + std::string(upper) + ")");
  }
  EXPECT_EQ(choose("http://server.example", {{"http_proxy", "low:1"}, {"HTTP_PROXY", "up:1"}}),
            "low:1 (from http_proxy)");
  const Environment exempt = {
      {"https_proxy", "low:1"}, {"no_proxy", "other"}, {"NO_PROXY", "server.example"}};
  EXPECT_EQ(choose("https://server.example", exempt), "low:1 (from https_proxy)");
}

TEST(Proxy, IsNotTakenFromTheFieldOfAWebRequest) {
  Environment environment = {{"REQUEST_METHOD", "GET"}, {"HTTP_PROXY", "http://attacker:1"}};
  EXPECT_EQ(choose("http://server.example", environment), "");
  environment["ALL_PROXY"] = "http://all:3";
  EXPECT_EQ(choose("http://server.example", environment), "all:3 (from ALL_PROXY)");
  environment["http_proxy"] = "http://low:1";
  EXPECT_EQ(choose("http://server.example", environment), "low:1 (from http_proxy)");
}

TEST(Proxy, IsNeverUsedForLoopback) {
  const Environment environment = {{"ALL_PROXY", "socks5://unused"}, {"HTTPS_PROXY", "http://one:1"}};
  for (const std::string host : {"localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) {
    EXPECT_EQ(choose("http://" + host + ":8080", environment), "") << host;
    EXPECT_EQ(choose("https://" + host, environment), "") << host;
  }
}

TEST(Proxy, IsNotUsedWhereNoProxySaysSo) {
  for (const std::string name : {"no_proxy", "NO_PROXY"}) {
    const Environment environment = {{"HTTPS_PROXY", "socks5://unused"}, {name, "server.example"}};
    EXPECT_EQ(choose("https://api.server.example", environment), "") << name;
  }
}

TEST(Proxy, HasSeveralForms) {
  for (const std::string value : {"http://proxy.example", "HTTP://proxy.example:80/", "proxy.example",
                                  " proxy.example:80 ", "http://Proxy.Example/path?query"}) {
    const HttpProxy proxy = parse(value);
    EXPECT_EQ(proxy.host, "proxy.example") << value;
    EXPECT_EQ(proxy.port, 80) << value;
    EXPECT_EQ(proxy.authorization, "") << value;
  }
  EXPECT_EQ(parse("http://[2001:db8::1]:3128").host, "2001:db8::1");
  EXPECT_EQ(describe(parse("[2001:db8::1]:3128")), "[2001:db8::1]:3128 (from HTTPS_PROXY)");
}

TEST(Proxy, TakesUserAndPassword) {
  EXPECT_EQ(parse("http://Aladdin:open%20sesame@proxy:1").authorization,
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");  // RFC 7617 §2
  EXPECT_EQ(parse("Aladdin:open+sesame@proxy:1").authorization, "Basic QWxhZGRpbjpvcGVuK3Nlc2FtZQ==");
  EXPECT_EQ(parse("http://a:b@c:d@proxy:1").authorization, "Basic YTpiQGM6ZA==");
  EXPECT_EQ(parse("http://user@proxy:1").authorization, "Basic dXNlcjo=");
  EXPECT_EQ(describe(parse("http://user:password@proxy:1")), "proxy:1 (from HTTPS_PROXY)");
}

TEST(Proxy, FailsWithoutShowingItsValue) {
  const std::vector<std::pair<std::string, std::string>> invalid = {
      {"https://proxy:1", "only http proxies are supported, not https"},
      {"socks5h://user:password@proxy:1", "only http proxies are supported, not socks5h"},
      {"SOCKS4://proxy", "only http proxies are supported, not socks4"},
      {"user:password://proxy", "its scheme is not http"},
      {"http://user:pass/word@proxy:1",
       "its user or password holds a character that must be percent-encoded"},
      {"http://user:pass#word@proxy:1",
       "its user or password holds a character that must be percent-encoded"},
      {"http://user:password@", "it has no host"},
      {"http://", "it has no host"},
      {"proxy:port", "its port is not a number from 0 to 65535"},
      {"proxy:65536", "its port is not a number from 0 to 65535"},
      {"proxy:0", "its port is 0"},
      {"http://[2001:db8::1", "its IPv6 address lacks the closing bracket"},
  };
  for (const auto& [value, why] : invalid) {
    EXPECT_EQ(
        failure_of([&value = value] { return parse(value); }),
        (Failure{ExitCode::Configuration, "HTTPS_PROXY in the environment: the proxy cannot be used: " + why,
                 "set it to http://HOST:PORT, or name the host in NO_PROXY"}))
        << value;
  }
}

}  // namespace
}  // namespace goto_token
