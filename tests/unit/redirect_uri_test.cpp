#include "goto_token/config/redirect_uri.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/failure.hpp"

namespace goto_token {
namespace {

TEST(RedirectUri, IsTakenWhereABrowserLeavesItAsItIs) {
  for (const std::string uri :
       {"http://127.0.0.1:5000/login/oauth2/code/goto", "http://127.0.0.1", "http://localhost:80/",
        "http://[::1]:0?x", "http://127.0.0.1/.../a..b/.c/..d", "http://127.0.0.1/a%2Eb/%2e%2e%2e/c%2f..",
        "https://app.example/cb?x=/../y", "http://127.0.0.1/a//b/;x/%20%C3%A9", "http://127.0.0.1:05000/"}) {
    EXPECT_EQ(parse_redirect_uri({.value = uri, .origin = "KEY"}).scheme, uri.substr(0, uri.find(':')));
  }
}

TEST(RedirectUri, IsRefusedWhereABrowserRewritesIt) {
  struct Case {
    std::string uri;
    std::string why;
    std::string hint;
  };
  const auto path = [](const std::string& made) { return "a browser makes '" + made + "' of its path"; };
  const std::string other_path = "use that path here and where the client is registered";
  const std::string leave_out = "leave it out here and where the client is registered";
  for (const auto& [uri, why, hint] : std::vector<Case>{
           {"http://127.0.0.1:5000/a/../b", path("/b"), other_path},
           {"http://127.0.0.1:5000/a/./b", path("/a/b"), other_path},
           {"http://127.0.0.1:5000/a/..", path("/"), other_path},
           {"http://127.0.0.1:5000/a/.", path("/a/"), other_path},
           {"https://app.example/%2e%2E/b?x=1", path("/b"), other_path},
           {"http://127.0.0.1:/b", "a browser leaves out the colon, as no port follows it", leave_out},
           {"http://[::1]:", "a browser leaves out the colon, as no port follows it", leave_out},
           {"http://127.0.0.1:5000\\b", "a browser makes / of each \\ in it",
            "write / here and where the client is registered"},
       }) {
    EXPECT_EQ(failure_of([&uri = uri] { return parse_redirect_uri({.value = uri, .origin = "KEY"}); }),
              (Failure{ExitCode::Configuration, "KEY: '" + uri + "' cannot be used: " + why, hint}));
  }
  for (const std::string blank : {"\t", "\n", "\r\n"}) {
    const std::string uri = "http://127.0.0.1:5000/a" + blank + "b";
    EXPECT_EQ(failure_of([&] { return parse_redirect_uri({.value = uri, .origin = "KEY"}); }),
              (Failure{ExitCode::Configuration,
                       "KEY: 'http://127.0.0.1:5000/a" + std::string(blank.size(), '?') +
                           "b' cannot be used: a browser leaves out the tab or line end in it",
                       leave_out}));
  }
}

TEST(RedirectUri, IsRefusedWhereItIsNoUrl) {
  EXPECT_EQ(
      failure_of([] { return parse_redirect_uri({.value = "127.0.0.1/a/../b", .origin = "KEY"}); }).message,
      "KEY: '127.0.0.1/a/../b' cannot be used: it is not an absolute http or https URL");
}

TEST(RedirectUri, LosesDotSegmentsAsInABrowser) {
  struct Case {
    std::string path;
    std::string resolved;
  };
  for (const auto& [path, resolved] : std::vector<Case>{{"", ""},
                                                        {"/", "/"},
                                                        {"/a/b/", "/a/b/"},
                                                        {"/.", "/"},
                                                        {"/..", "/"},
                                                        {"/../../a", "/a"},
                                                        {"/a/b/../../c", "/c"},
                                                        {"/a//../b", "/a/b"},
                                                        {"/a/b/..", "/a/"},
                                                        {"/%2e", "/"},
                                                        {"/a/.%2E/b", "/b"},
                                                        {"/a/%2e./b", "/b"},
                                                        {"/a/%2e%2e/b", "/b"},
                                                        {"/a/.../b", "/a/.../b"},
                                                        {"/a/..%2fb", "/a/..%2fb"}}) {
    EXPECT_EQ(resolve_dot_segments(path), resolved) << path;
  }
}

}  // namespace
}  // namespace goto_token
