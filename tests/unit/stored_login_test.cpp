#include "goto_token/tokens/stored_login.hpp"

#include <gtest/gtest.h>

#include "support/example_login.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using Scopes = std::vector<std::string>;

constexpr auto kResponse =
    R"({"access_token":"access-1","expires_in":60,"refresh_token":"refresh-1","x":[1,2.50]})";

StoredLogin make_example() {
  return make_example_login(kResponse);
}

// What servers answer to the scopes that were asked for, from published reports.
TEST(StoredLogin, CoversWhatWasAskedForOrGranted) {
  struct Case {
    Scopes asked;
    const char* granted;  // nullptr: the response has no scope
    Scopes covered;
    Scopes not_covered;
  };
  for (const auto& [asked, granted, covered, not_covered] : {
           Case{{"repo", "gist"}, "repo,gist", {"repo", "gist"}, {"user"}},
           Case{{"repo"}, "", {"repo"}, {"gist"}},
           Case{{"a", "offline_access"}, "a", {"a", "offline_access"}, {"b"}},
           Case{{"user.read"}, "User.Read", {"user.read", "User.Read"}, {"mail.read"}},
           Case{{"email"}, "https://h/auth/email openid", {"email", "openid", "https://h/auth/email"}, {"e"}},
           Case{{"a", "b"}, "a", {"a", "b"}, {"c"}},
           Case{{}, "repo,gist", {"repo", "gist"}, {"user"}},
           Case{{}, nullptr, {}, {"a"}},
           Case{{"a"}, nullptr, {"a"}, {"b"}},
           Case{{"a,b"}, "a,b", {"a,b", "a", "b"}, {"c"}},
       }) {
    const std::string scope = granted == nullptr ? "" : R"(,"scope":")" + std::string(granted) + "\"";
    const StoredLogin login = make_example_login(R"({"access_token":"t")" + scope + "}", asked);
    EXPECT_TRUE(covers(login, {})) << scope;
    EXPECT_TRUE(covers(login, covered)) << scope;
    for (const std::string& other : not_covered) {
      EXPECT_FALSE(covers(login, {other})) << scope;
    }
  }
}

TEST(StoredLogin, IsDescribedByAudienceAndResourcesWhereItIsBoundToThem) {
  LoginKey key = make_example().key;
  EXPECT_EQ(describe_target(key), std::vector<std::string>());
  key.resources = {"urn:a", "urn:b"};
  EXPECT_EQ(describe_target(key), std::vector<std::string>{"resource urn:a urn:b"});
  key.audience = "api";
  EXPECT_EQ(describe_target(key), (std::vector<std::string>{"audience api", "resource urn:a urn:b"}));
}

TEST(StoredLogin, CoversAfterARefreshWhatItCoveredBefore) {
  for (const auto* const scope : {"", "A,B", "a", "x"}) {
    const auto refreshed = refresh_login(
        make_example(), make_received(R"({"access_token":"t","scope":")" + std::string(scope) + "\"}"));
    EXPECT_TRUE(covers(refreshed, {"a", "b"})) << scope;
    EXPECT_EQ(covers(refreshed, {"x"}), scope == std::string("x"));
  }
}

TEST(StoredLogin, HasTheScopesThatTheServerToldLast) {
  EXPECT_EQ(make_example().scopes, (Scopes{"a", "b"}));
  const auto refresh = [](const std::string& member) {
    return refresh_login(make_example(), make_received(R"({"access_token":"t")" + member + "}")).scopes;
  };
  EXPECT_EQ(refresh(R"(,"scope":"a")"), (Scopes{"a"}));
  EXPECT_EQ(refresh(""), (Scopes{"a", "b"}));
  EXPECT_EQ(refresh(R"(,"scope":"")"), (Scopes{"a", "b"}));
}

TEST(StoredLogin, IsValidAsLongAsItIsWishedToLast) {
  const StoredLogin login = make_example();
  EXPECT_TRUE(is_valid(login, kReceivedAt, 60s));
  EXPECT_FALSE(is_valid(login, kReceivedAt, 61s));
}

TEST(StoredLogin, IsNotValidWhenItLastsLongerThanItWasEverTo) {
  const StoredLogin login =
      make_example_login(R"({"access_token":"t","expires_in":3600,"refresh_token":"r"})");
  EXPECT_TRUE(is_valid(login, kReceivedAt - 60s, 60s)) << "a clock may be set back a little";
  EXPECT_FALSE(is_valid(login, kReceivedAt - 61s, 60s));
  EXPECT_FALSE(is_valid(login, kReceivedAt - 24h * 365 * 5, 60s));
}

TEST(StoredLogin, CountsForAnHourWhenNoLifetimeWasEverTold) {
  const StoredLogin login = make_example_login(R"({"access_token":"t","refresh_token":"r"})");
  EXPECT_EQ(login.expires_at, std::nullopt);
  EXPECT_TRUE(is_valid(login, kReceivedAt + 59min, 60s));
  EXPECT_FALSE(is_valid(login, kReceivedAt + 61min, 0s));
  EXPECT_FALSE(is_valid(login, kReceivedAt - 61s, 0s)) << "a clock was wrong";
}

TEST(StoredLogin, CountsUntilTheServerSaysOtherwiseWithoutLifetimeAndRefreshToken) {
  const StoredLogin login = make_example_login(R"({"access_token":"t"})");
  for (const auto later : {0h, 1h, 24h * 365 * 20}) {
    EXPECT_TRUE(is_valid(login, kReceivedAt + later, 24h));
  }
}

TEST(StoredLogin, KeepsTheLastLifetimeThatTheServerTold) {
  const auto later = kReceivedAt + 10min;
  StoredLogin login = refresh_login(make_example(), make_received(R"({"access_token":"t"})", later));
  EXPECT_EQ(login.expires_at, later + 60s);
  login = refresh_login(login, make_received(R"({"access_token":"t","expires_in":-1})", later));
  EXPECT_EQ(login.expires_at, later + 60s);
  login = refresh_login(login, make_received(R"({"access_token":"t","expires_in":90})", later));
  EXPECT_EQ(login.expires_at, later + 90s);
}

TEST(StoredLogin, KeepsWhatARefreshLeavesOut) {
  const StoredLogin refreshed =
      refresh_login(make_example(), make_received(R"({"access_token":"access-2"})"));
  EXPECT_EQ(refreshed.access_token.reveal(), "access-2");
  EXPECT_EQ(refreshed.refresh_token.reveal(), "refresh-1");
  EXPECT_FALSE(refreshed.rotates);
  EXPECT_EQ(refreshed.version, 1);
  EXPECT_EQ(refreshed.json.reveal(),
            R"({"access_token":"access-2","refresh_token":"refresh-1","x":[1,2.50]})");
}

TEST(StoredLogin, TakesNoteThatTheServerReplacesRefreshTokens) {
  const auto refresh = [](const StoredLogin& login, const std::string& refresh_token) {
    return refresh_login(login,
                         make_received(R"({"access_token":"t","refresh_token":")" + refresh_token + "\"}"));
  };
  EXPECT_FALSE(refresh(make_example(), "refresh-1").rotates);
  const StoredLogin rotated = refresh(make_example(), "refresh-2");
  EXPECT_TRUE(rotated.rotates);
  EXPECT_EQ(rotated.refresh_token.reveal(), "refresh-2");
  EXPECT_TRUE(refresh(rotated, "refresh-2").rotates);
}

TEST(StoredLogin, KeepsTheMembersOfTheLastResponseWhereAllTogetherAreTooMany) {
  std::string json = R"({"access_token":"t","refresh_token":"r")";
  std::string other = json;
  for (int i = 0; i < 900; ++i) {
    json += ",\"x" + std::to_string(i) + "\":1";
    other += ",\"y" + std::to_string(i) + "\":1";
  }
  const StoredLogin login = refresh_login(make_example_login(json + "}"), make_received(other + "}"));
  EXPECT_EQ(login.json.reveal(), other + "}");
}

TEST(StoredLogin, EndsWhenTheServerSaysThatItsRefreshTokenEnds) {
  const auto end_of = [](const std::string& member) {
    return find_end_of_login(make_example_login(R"({"access_token":"t")" + member + "}"));
  };
  EXPECT_EQ(end_of(""), std::nullopt);
  EXPECT_EQ(end_of(R"(,"refresh_token_expires_in":86400)"), kReceivedAt + 24h);
  EXPECT_EQ(end_of(R"(,"refresh_expires_in":"1800")"), kReceivedAt + 30min);
  EXPECT_EQ(end_of(R"(,"refresh_expires_in":0)"), std::nullopt);
}

TEST(StoredLogin, IsSentNowhereOverPlainHttpUnlessThatIsAllowedNow) {
  const auto require = [](const std::string& endpoint, bool allow_http) {
    return failure_of([&] {
      require_confidential_endpoint(require_url(endpoint), allow_http);
      return 0;
    });
  };
  for (const auto* const safe : {"https://h/token", "http://127.0.0.1:1/token"}) {
    EXPECT_EQ(require(safe, false).code, ExitCode::Success) << safe;
  }
  EXPECT_EQ(require("http://h/token", true).code, ExitCode::Success);
  EXPECT_EQ(
      require("http://h/token", false),
      (Failure{ExitCode::Configuration,
               "the stored login is of 'http://h/token': plain http would show the secrets to the network",
               "log in again over https, or use --allow-http if that network is yours alone"}));
}

}  // namespace
}  // namespace goto_token
