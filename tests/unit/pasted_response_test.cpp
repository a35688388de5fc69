#include "goto_token/sign_in/pasted_response.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

std::string query_in(std::string_view text, const std::string& redirect_uri = "http://127.0.0.1:5000/cb") {
  Url url = require_url(redirect_uri);
  url.path = url.path.empty() ? "/" : url.path;
  const auto query = find_pasted_query(text, url);
  const auto* const unusable = std::get_if<UnusablePaste>(&query);
  return unusable == nullptr ? std::string(std::get<Secret>(query).reveal()) : "unusable: " + unusable->why;
}

TEST(PastedResponse, IsTheQueryOfAWholeAddress) {
  for (const std::string text :
       {"http://127.0.0.1:5000/cb?code=a&state=b", "HTTP://localhost:5000/cb?code=a&state=b",
        "127.0.0.1:5000/cb?code=a&state=b", "https://127.0.0.1:5000/cb?code=a&state=b",
        "http://127.0.0.1:5000/cb?code=a&state=b#_=_", " \t'http://127.0.0.1:5000/cb?code=a&state=b' \r",
        "<http://127.0.0.1:5000/cb?code=a&state=b>"}) {
    EXPECT_EQ(query_in(text), "code=a&state=b") << text;
  }
}

TEST(PastedResponse, IsAQueryAlone) {
  for (const std::string text :
       {"code=a&state=b", "?code=a&state=b", "\"?code=a&state=b\"", "code=a&state=b#"}) {
    EXPECT_EQ(query_in(text), "code=a&state=b") << text;
  }
}

TEST(PastedResponse, MayHoldWhatBrowsersLeaveAsItIs) {
  EXPECT_EQ(query_in("code=a|b{c}?d&iss=https://as.example/x?y"), "code=a|b{c}?d&iss=https://as.example/x?y");
  EXPECT_EQ(query_in("https://h/cb?code=a|b", "https://h/cb"), "code=a|b");
}

TEST(PastedResponse, IsTheRedirectUriUpToWhatBrowsersLeaveOut) {
  EXPECT_EQ(query_in("https://h?code=a", "https://h"), "code=a");
  EXPECT_EQ(query_in("https://h/?code=a", "https://h:443"), "code=a");
  EXPECT_EQ(query_in("https://h/cb?x=1&code=a", "https://h/cb?x=1"), "x=1&code=a");
  EXPECT_EQ(query_in("http://[::1]:5000/cb?code=a"), "code=a");
}

TEST(PastedResponse, MayBeSpelledAsBrowsersShowIt) {
  for (const std::string text :
       {"http://127.0.0.1:5000/caf%c3%a9/~a?code=a", "http://127.0.0.1:5000/café/%7ea?code=a",
        "127.0.0.1:5000/c%61f%C3%A9/~a?code=a", "http://[::1]:5000/café/~a?code=a"}) {
    EXPECT_EQ(query_in(text, "http://127.0.0.1:5000/caf%C3%A9/~a"), "code=a") << text;
  }
}

TEST(PastedResponse, IsNoOtherAddress) {
  for (const std::string text : {"http://127.0.0.1:5001/cb?code=a", "https://evil.example:5000/cb?code=a",
                                 "http://127.0.0.1:5000/cb/?code=a", "http://127.0.0.1:5000%2Fcb?code=a",
                                 "http://127.0.0.1:5000/x/%2e%2e/cb?code=a", "http://evil.example/cb?code=a",
                                 "http://u@127.0.0.1:5000/cb?code=a", "http:///cb?code=a", "about:blank?",
                                 "http://as.example/authorize?state=b"}) {
    EXPECT_EQ(query_in(text), "unusable: its address is not the redirect URI, http://127.0.0.1:5000/cb")
        << text;
  }
}

TEST(PastedResponse, IsNotInTheFragment) {
  for (const std::string text : {"http://127.0.0.1:5000/cb#code=a&state=b", "#state=b&code=a",
                                 "http://127.0.0.1:5000/cb?x=1#error=e&state=b", "?#code=a&state=b"}) {
    EXPECT_EQ(query_in(text),
              "unusable: the response is behind '#' in it: the server has to use response_mode=query")
        << text;
  }
  EXPECT_EQ(query_in("?code=a&state=b#code=c&state=d"), "code=a&state=b");
  EXPECT_EQ(query_in("?code=a#section=1&barcode=2&state=d"), "code=a");
}

TEST(PastedResponse, IsNotEmpty) {
  for (const std::string text : {"", " \t\r", "''", "#"}) {
    EXPECT_EQ(query_in(text), "unusable: it is empty") << text;
  }
  EXPECT_EQ(query_in("http://127.0.0.1:5000/cb"), "unusable: nothing follows the redirect URI in it");
}

}  // namespace
}  // namespace goto_token
