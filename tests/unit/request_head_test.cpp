#include "goto_token/base/request_head.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using namespace std::string_literals;

std::string head_with(const std::string& request_line, const std::string& fields = "Host: h\r\n") {
  return request_line + "\r\n" + fields + "\r\n";
}

TEST(RequestHead, IsTakenApart) {
  const auto head = parse_request_head(
      head_with("GET /login/oauth2/code/goto?code=a%2Bb&state=c+d HTTP/1.1",
                "Host: 127.0.0.1:5000\r\nUser-Agent: x\r\nCookie: a=b; c=\"d\"\r\nEmpty:\r\n"));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->method, "GET");
  EXPECT_EQ(head->host, "127.0.0.1:5000");
  EXPECT_EQ(head->path, "/login/oauth2/code/goto");
  EXPECT_EQ(head->query, "code=a%2Bb&state=c+d");
}

struct Target {
  std::string target;
  std::string host;
  std::string path;
  std::string query;
};

TEST(RequestHead, KeepsPathAndQueryAsSent) {  // RFC 9112 §3.2.1, §3.2.2
  for (const auto& [target, host, path, query] : std::vector<Target>{
           {"/", "h", "/", ""},
           {"/?", "h", "/", ""},
           {"/?a?b", "h", "/", "a?b"},
           {"/%2e%2E/../a//b", "h", "/%2e%2E/../a//b", ""},
           {"//evil.example/", "h", "//evil.example/", ""},
           {"http://LOCALHOST:5000/a?b", "localhost:5000", "/a", "b"},
           {"HTTP://other/", "other", "/", ""},
       }) {
    const auto head = parse_request_head(head_with("GET " + target + " HTTP/1.1"));
    ASSERT_TRUE(head) << target;
    EXPECT_EQ(head->host, host) << target;
    EXPECT_EQ(head->path, path) << target;
    EXPECT_EQ(head->query, query) << target;
  }
}

TEST(RequestHead, NamesItsHostOnceInAnyCase) {
  for (const auto* const field : {"Host: LocalHost:5000\r\n", "HOST:localhost:5000\r\n",
                                  "host: \tlocalhost:5000 \t\r\n", "host:localhost:5000\n"}) {
    const auto head = parse_request_head(head_with("GET / HTTP/1.1", field));
    ASSERT_TRUE(head) << field;
    EXPECT_EQ(head->host, "localhost:5000");
  }
}

TEST(RequestHead, MayGoWithoutHostInHttp10) {
  const auto head = parse_request_head(head_with("GET / HTTP/1.0", ""));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->host, "");
}

TEST(RequestHead, TakesLinesThatEndInLineFeedAlone) {  // RFC 9112 §2.2
  const auto head = parse_request_head("GET /a HTTP/1.1\nHost: h\n\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->host, "h");
}

TEST(RequestHead, RefusesAMalformedRequestLine) {
  for (const auto& line : {""s,
                           "GET"s,
                           "GET /"s,
                           "GET HTTP/1.1"s,
                           "/ HTTP/1.1"s,
                           " GET / HTTP/1.1"s,
                           "GET  HTTP/1.1"s,
                           "GET / HTTP/1.1 "s,
                           "GET / /a HTTP/1.1"s,
                           "GET  / HTTP/1.1"s,
                           "GET / HTTP/2.0"s,
                           "GET / HTTP/0.9"s,
                           "GET / http/1.1"s,
                           "GET / HTTP/1.11"s,
                           "GET / FTP/1.1"s,
                           "G\x01T / HTTP/1.1"s,
                           "G(T / HTTP/1.1"s,
                           "GET a HTTP/1.1"s,
                           "GET ?a HTTP/1.1"s,
                           "GET * HTTP/1.1"s,
                           "CONNECT h:443 HTTP/1.1"s,
                           "GET https://h/ HTTP/1.1"s,
                           "GET http:///a HTTP/1.1"s,
                           "GET http://?a HTTP/1.1"s,
                           "GET /#f HTTP/1.1"s,
                           "GET /a?b#f HTTP/1.1"s,
                           "GET /é HTTP/1.1"s,
                           "GET /\x1b HTTP/1.1"s,
                           "GET /\0 HTTP/1.1"s,
                           "GET /\t HTTP/1.1"s,
                           "GET / HTTP/1.1\rX"s,
                           "\x16\x03\x01\x02"s,
                           "SSH-2.0-x"s}) {
    EXPECT_FALSE(parse_request_head(head_with(line))) << testing::PrintToString(line);
  }
}

TEST(RequestHead, RefusesMalformedFields) {  // RFC 9112 §5
  for (const auto& field :
       {"no colon"s, ": value"s, "a b: c"s, "a : b"s, " folded: a"s, "\tfolded: a"s, "A: b\r\n folded"s,
        "A: b\x01"s, "A: b\x7F"s, "A: b\0c"s, "A: b\rc"s, "A\x80: b"s, "A(: b"s}) {
    EXPECT_FALSE(parse_request_head(head_with("GET / HTTP/1.1", "Host: h\r\n" + field + "\r\n")))
        << testing::PrintToString(field);
  }
}

TEST(RequestHead, SaysWhetherTheBrowserOnlyMakesReady) {
  struct Case {
    std::string field;
    bool is_prefetch;
  };
  for (const auto& [field, is_prefetch] : std::vector<Case>{{"Sec-Purpose: prefetch", true},
                                                            {"sec-purpose:Prefetch;prerender", true},
                                                            {"Purpose: prefetch\r\nA: b", true},
                                                            {"Sec-Purpose: other", false},
                                                            {"Sec-Purpose:", false},
                                                            {"X-Purpose: prefetch", false},
                                                            {"Accept: prefetch", false}}) {
    const auto head = parse_request_head(head_with("GET / HTTP/1.1", "Host: h\r\n" + field + "\r\n"));
    ASSERT_TRUE(head) << field;
    EXPECT_EQ(head->is_prefetch, is_prefetch) << field;
  }
}

TEST(RequestHead, Has256FieldsAtMost) {
  std::string fields = "Host: h\r\n";
  for (int i = 1; i < 256; ++i) {
    fields += "A: b\r\n";
  }
  EXPECT_TRUE(parse_request_head(head_with("GET / HTTP/1.1", fields)));
  EXPECT_FALSE(parse_request_head(head_with("GET / HTTP/1.1", fields + "A: b\r\n")));
}

TEST(RequestHead, RefusesNoHostAndMoreThanOne) {  // RFC 9112 §3.2
  EXPECT_FALSE(parse_request_head(head_with("GET / HTTP/1.1", "")));
  EXPECT_FALSE(parse_request_head(head_with("GET http://h/ HTTP/1.1", "")));
  EXPECT_FALSE(parse_request_head(head_with("GET / HTTP/1.1", "Host: h\r\nHost: h\r\n")));
  EXPECT_FALSE(parse_request_head(head_with("GET / HTTP/1.0", "host: a\r\nHOST: b\r\n")));
  EXPECT_FALSE(parse_request_head(head_with("GET http://h/ HTTP/1.1", "Host: h\r\nHost: h\r\n")));
}

const RedirectEndpoint kEndpoint = {{"127.0.0.1:5000", "localhost:5000"}, "/cb"};

TEST(ScreenRequest, LetsAGetOnTheRedirectPathThrough) {
  EXPECT_EQ(screen_request({"GET", "127.0.0.1:5000", "/cb", "code=a"}, kEndpoint), std::nullopt);
  EXPECT_EQ(screen_request({"GET", "localhost:5000", "/cb", ""}, kEndpoint), std::nullopt);
  EXPECT_EQ(screen_request({"GET", "localhost:5000", "/%63b", ""}, kEndpoint), std::nullopt);
}

TEST(ScreenRequest, TurnsAwayForeignHostsThenOtherPathsThenOtherMethods) {
  struct Case {
    RequestHead head;
    int status;
  };
  for (const auto& [head, status] : std::vector<Case>{
           {{"GET", "evil.example:5000", "/cb", ""}, 421},
           {{"GET", "127.0.0.1", "/cb", ""}, 421},
           {{"GET", "127.0.0.1:5001", "/cb", ""}, 421},
           {{"GET", "", "/cb", ""}, 421},
           {{"POST", "evil.example", "/other", ""}, 421},
           {{"POST", "evil.example", "/cb", ""}, 421},
           {{"GET", "127.0.0.1:5000", "/", ""}, 404},
           {{"GET", "127.0.0.1:5000", "/CB", ""}, 404},
           {{"GET", "127.0.0.1:5000", "/cb/", ""}, 404},
           {{"GET", "127.0.0.1:5000", "/%43b", ""}, 404},
           {{"GET", "127.0.0.1:5000", "%2Fcb", ""}, 404},
           {{"POST", "127.0.0.1:5000", "/favicon.ico", ""}, 404},
           {{"POST", "127.0.0.1:5000", "/cb", ""}, 405},
           {{"HEAD", "127.0.0.1:5000", "/cb", "code=a"}, 405},
           {{"get", "127.0.0.1:5000", "/cb", ""}, 405},
       }) {
    EXPECT_EQ(screen_request(head, kEndpoint), status) << head.method << " " << head.host << head.path;
  }
}

TEST(LoopbackAuthorities, AreTheOwnNameAndTheOthersOfLoopback) {
  EXPECT_EQ(loopback_authorities("127.0.0.2", 5000),
            (std::vector<std::string>{"127.0.0.2:5000", "127.0.0.1:5000", "localhost:5000", "[::1]:5000"}));
  EXPECT_EQ(loopback_authorities("::1", 5000).front(), "[::1]:5000");
}

TEST(LoopbackAuthorities, GoWithoutPortOnPort80) {
  EXPECT_EQ(loopback_authorities("127.0.0.2", 80),
            (std::vector<std::string>{"127.0.0.2:80", "127.0.0.2", "127.0.0.1:80", "127.0.0.1",
                                      "localhost:80", "localhost", "[::1]:80", "[::1]"}));
}

}  // namespace
}  // namespace goto_token
