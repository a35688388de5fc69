#include "goto_token/base/url.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/failure.hpp"

namespace goto_token {
namespace {

struct Parts {
  std::string_view text;
  Url url;
  std::string_view authority;
};

TEST(Url, TakesAbsoluteUrlsApart) {
  const std::vector<Parts> table = {
      {"https://example.com", {"https", "example.com", 443, false, "", ""}, "example.com"},
      {"http://example.com/", {"http", "example.com", 80, false, "/", ""}, "example.com"},
      {"HTTPS://EXAMPLE.Com/A", {"https", "example.com", 443, false, "/A", ""}, "example.com"},
      {"https://h:8443/a/b?c=d&e", {"https", "h", 8443, true, "/a/b", "c=d&e"}, "h:8443"},
      {"http://h:80/", {"http", "h", 80, true, "/", ""}, "h:80"},
      {"http://h:0/", {"http", "h", 0, true, "/", ""}, "h:0"},
      {"http://h:65535", {"http", "h", 65535, true, "", ""}, "h:65535"},
      {"http://h?a=b", {"http", "h", 80, false, "", "a=b"}, "h"},
      {"http://h/a%2Fb%20c?d=%26", {"http", "h", 80, false, "/a%2Fb%20c", "d=%26"}, "h"},
      {"http://h/?a=?b", {"http", "h", 80, false, "/", "a=?b"}, "h"},
      {"http://h/a@b:c", {"http", "h", 80, false, "/a@b:c", ""}, "h"},
      {"http://[::1]:5000/x", {"http", "::1", 5000, true, "/x", ""}, "[::1]:5000"},
      {"http://[2001:DB8::A]", {"http", "2001:db8::a", 80, false, "", ""}, "[2001:db8::a]"},
      {"http://127.0.0.1:5000/", {"http", "127.0.0.1", 5000, true, "/", ""}, "127.0.0.1:5000"},
      {"http://my_host-1.x", {"http", "my_host-1.x", 80, false, "", ""}, "my_host-1.x"},
  };
  for (const auto& [text, expected, expected_authority] : table) {
    const Url url = require_url(text);
    EXPECT_EQ(url.scheme, expected.scheme) << text;
    EXPECT_EQ(url.host, expected.host) << text;
    EXPECT_EQ(url.port, expected.port) << text;
    EXPECT_EQ(url.port_written, expected.port_written) << text;
    EXPECT_EQ(url.path, expected.path) << text;
    EXPECT_EQ(url.query, expected.query) << text;
    EXPECT_EQ(authority(url), expected_authority) << text;
  }
}

TEST(Url, BecomesTheSameTextAgain) {
  for (const auto* const text : {"https://example.com", "http://example.com/", "https://h:443/a/b?c=d",
                                 "http://h?a=b", "http://[::1]:5000/x", "http://h/a%2Fb?x=%20"}) {
    EXPECT_EQ(to_string(require_url(text)), text);
  }
}

void expect_refused(const std::vector<std::string_view>& texts, const std::string& why) {
  for (const auto text : texts) {
    const auto parsed = parse_url(text);
    ASSERT_TRUE(std::holds_alternative<InvalidUrl>(parsed)) << testing::PrintToString(text);
    EXPECT_EQ(std::get<InvalidUrl>(parsed).why, why) << testing::PrintToString(text);
  }
}

TEST(Url, EndsTheRunWhenOneThatIsKnownToBeValidIsNot) {
  EXPECT_EQ(failure_of([] { return require_url("http://"); }),
            (Failure{ExitCode::Configuration, "it has no host", ""}));
}

TEST(Url, HasAnIpv6AddressInBrackets) {  // RFC 3986 §3.2.2
  EXPECT_EQ(written_host("::1"), "[::1]");
  EXPECT_EQ(written_host("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(written_host("localhost"), "localhost");
}

TEST(Url, NamesItsServer) {
  EXPECT_EQ(origin(require_url("https://Example.com/path?query")), "https://example.com");
  EXPECT_EQ(origin(require_url("http://[::1]:80")), "http://[::1]:80");
  EXPECT_EQ(host_and_port("::1", 80), "[::1]:80");
  EXPECT_EQ(host_and_port("example.com", 443), "example.com:443");
}

TEST(Url, IsWithoutItsQueryStillWhole) {
  EXPECT_EQ(to_string(without_query(require_url("https://h:1/p?secret"))), "https://h:1/p");
}

TEST(Url, HasThePortOfItsSchemeUnlessItNamesOne) {
  EXPECT_EQ(default_port("https"), 443);
  EXPECT_EQ(default_port("http"), 80);
}

TEST(Url, RefusesWhatIsNotAnAbsoluteHttpUrl) {
  expect_refused({"", "example.com", "example.com:443", "/path", "//example.com", "http:", "http:/h",
                  "http//h", "ftp://h", "file:///etc/passwd", "javascript:alert(1)", "://h", "xhttp://h"},
                 "it is not an absolute http or https URL");
}

TEST(Url, RefusesBlanksControlsAndCharactersBeyondAscii) {
  expect_refused({"http://h/a b", " http://h", "http://h ", "http://h/\n", "http://h/\r\nX: y",
                  "http://h/\x7F", "http://h/\t", "http://hüt", "http://h/\xFF"},
                 "it holds a blank, a control character or one beyond ASCII");
}

TEST(Url, RefusesCharactersThatNoUrlMayHold) {  // RFC 3986 §2: neither reserved, unreserved nor `%`
  for (const char character : std::string_view("\"<>\\^`{|}")) {
    const std::string text = std::string("http://h/a") + character;
    expect_refused({text}, "it holds a character that no URL may hold");
  }
}

TEST(Url, RefusesAFragment) {
  expect_refused({"http://h#f", "http://h/#", "http://h/?q#f", "http://u@h/#f"}, "it has a fragment");
}

TEST(Url, RefusesUserInformation) {
  expect_refused({"http://user@h", "http://user:password@h/", "http://@h", "http://localhost@evil.example/"},
                 "it has user information");
}

TEST(Url, RefusesAMissingHost) {
  expect_refused({"http://", "http:///p", "http://?q", "http://:80", "http://[]"}, "it has no host");
}

TEST(Url, RefusesAnInvalidHost) {
  expect_refused({"http://a,b", "http://a%41", "http://a\\b", "http://a*", "http://[::1]x", "http://[g::1]",
                  "http://[::1]80", "http://[v1.x]"},
                 "its host is not a valid name or address");
}

TEST(Url, RefusesAnUnclosedIpv6Address) {
  expect_refused({"http://[::1", "http://[::1/p]", "http://[::1:80"},
                 "its IPv6 address lacks the closing bracket");
}

TEST(Url, RefusesAnInvalidPort) {
  expect_refused({"http://h:65536", "http://h:x", "http://h:-1", "http://h:+80", "http://h:80x",
                  "http://h:0x50", "http://h:99999999999999999999", "http://h:80:80", "http://[::1]:x"},
                 "its port is not a number from 0 to 65535");
}

TEST(Url, KnowsLoopbackHosts) {  // RFC 8252 §7.3, RFC 6761 §6.3
  for (const auto* const host :
       {"localhost", "127.0.0.1", "127.0.0.0", "127.255.255.255", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1",
        "::0001", "0::1", "::0.0.0.1", "app.localhost", "a.b-c.localhost"}) {
    EXPECT_TRUE(is_loopback_host(host)) << host;
  }
}

TEST(Url, KnowsNoOtherLoopbackHosts) {
  for (const auto* const host : {"",
                                 "0.0.0.0",
                                 "::",
                                 "::2",
                                 "128.0.0.1",
                                 "126.0.0.1",
                                 "127",
                                 "127.1",
                                 "127.0.1",
                                 "127.0.0.256",
                                 "127.0.0.1.1",
                                 "127..0.1",
                                 ".127.0.0.1",
                                 "127.0.0.1.example",
                                 "localhost.example",
                                 "xlocalhost",
                                 "1.127.0.0.1",
                                 "127.0.0.x",
                                 "127.0.0.0x1",
                                 "10.0.0.1",
                                 "::ffff:127.0.0.1",
                                 "fe80::1"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

TEST(Url, KnowsNoLoopbackAddressInASpellingThatResolversReadDifferently) {
  // inet_aton takes 0127 for octal 87, inet_pton takes no leading zero, and both refuse a dot at the end.
  for (const auto* const host : {"0127.0.0.1", "127.0.0.01", "127.000.0.1", "127.0.0.1."}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

TEST(Url, SaysWhatPlainHttpExposes) {
  EXPECT_EQ(explain_plain_http(), "plain http would show the secrets to the network");
  EXPECT_EQ(explain_plain_http("the authorization code"),
            "plain http would show the authorization code to the network");
}

TEST(Url, IsConfidentialWhereTheNetworkCannotRead) {
  for (const auto* const url : {"https://h", "http://localhost:1/x", "http://127.0.0.1", "http://[::1]:1"}) {
    EXPECT_TRUE(is_confidential(require_url(url))) << url;
  }
  for (const auto* const url : {"http://h", "http://10.0.0.1", "http://localhost.example"}) {
    EXPECT_FALSE(is_confidential(require_url(url))) << url;
  }
}

TEST(Url, PutsAPathBelowItsOwn) {
  EXPECT_EQ(to_string(with_path_below(require_url("https://h"), "/oauth/token")), "https://h/oauth/token");
  EXPECT_EQ(to_string(with_path_below(require_url("https://h/"), "/oauth/token")), "https://h/oauth/token");
  EXPECT_EQ(to_string(with_path_below(require_url("https://h:1/a/b//"), "/x")), "https://h:1/a/b/x");
  EXPECT_EQ(to_string(with_path_below(require_url("https://h/a?q=1"), "/x")), "https://h/a/x");
}

}  // namespace
}  // namespace goto_token
