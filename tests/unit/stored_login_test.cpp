#include "goto_token/tokens/stored_login.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds kNow{1'800'000'000s};
const LoginKey kKey = {.profile = "default", .service = "https://h/token", .client_id = "id"};

StoredLogin make_example() {
  TokenResponse token;
  token.access_token = Secret("access-1");
  token.expires_in = 60s;
  token.scope = "a b";
  token.json =
      Secret(R"({"access_token":"access-1","expires_in":60,"refresh_token":"refresh-1","x":[1,2.50]})");
  token.client_authentication = ClientAuthentication::Post;
  const AuthorizationServer server = {.authorization_endpoint = {},
                                      .token_endpoint = require_url("https://h/token"),
                                      .revocation_endpoint = require_url("https://h/revoke")};
  return make_login(kKey, server, {std::move(token), kNow}, {"a", "b", "c"});
}

TEST(StoredLogin, ComesBackAsItWasWritten) {
  const Secret text = format_login(make_example());
  const auto login = parse_login(text.reveal(), kKey);
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(to_string(login->token_endpoint), "https://h/token");
  EXPECT_EQ(to_string(login->revocation_endpoint.value()), "https://h/revoke");
  EXPECT_EQ(login->client_authentication, ClientAuthentication::Post);
  EXPECT_EQ(login->scopes, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(login->access_token.reveal(), "access-1");
  EXPECT_EQ(login->refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(login->expires_at, kNow + 60s);
  EXPECT_EQ(format_login(*login).reveal(), text.reveal());
}

TEST(StoredLogin, BelongsToOneProfileServiceAndClient) {
  const Secret text = format_login(make_example());
  for (const LoginKey& other : {LoginKey{"other", kKey.service, kKey.client_id},
                                LoginKey{kKey.profile, "https://h/other", kKey.client_id},
                                LoginKey{kKey.profile, kKey.service, "other"}}) {
    EXPECT_FALSE(parse_login(text.reveal(), other).has_value());
  }
}

TEST(StoredLogin, IsNothingElse) {
  std::string text(format_login(make_example()).reveal());
  EXPECT_FALSE(parse_login(text.substr(0, text.size() / 2), kKey).has_value());
  const std::string version = "\"version\":1";
  EXPECT_FALSE(
      parse_login(text.replace(text.find(version), version.size(), "\"version\":2"), kKey).has_value());
  const std::string endpoint = "\"https://h/token\"";
  std::string relative(format_login(make_example()).reveal());
  EXPECT_FALSE(parse_login(relative.replace(relative.rfind(endpoint), endpoint.size(), "\"/token\""), kKey)
                   .has_value());
  for (const auto* const damaged : {"", "{}", "[]", "null", "7"}) {
    EXPECT_FALSE(parse_login(damaged, kKey).has_value()) << damaged;
  }
}

TEST(StoredLogin, CoversWhatWasGrantedAndNotWhatWasAskedFor) {
  const StoredLogin login = make_example();
  EXPECT_TRUE(covers(login, {}));
  EXPECT_TRUE(covers(login, {"b", "a"}));
  EXPECT_FALSE(covers(login, {"a", "c"}));
}

TEST(StoredLogin, IsValidAsLongAsItIsWishedToLast) {
  StoredLogin login = make_example();
  EXPECT_TRUE(is_valid(login, kNow, 60s));
  EXPECT_FALSE(is_valid(login, kNow, 61s));
  login.expires_at = std::nullopt;
  EXPECT_TRUE(is_valid(login, kNow, 24h));
}

TEST(StoredLogin, KeepsTheRefreshTokenThatARefreshLeavesOut) {
  TokenResponse token;
  token.json = Secret(R"({"access_token":"access-2"})");
  const StoredLogin refreshed = refresh_login(make_example(), {std::move(token), kNow});
  EXPECT_EQ(refreshed.access_token.reveal(), "access-2");
  EXPECT_EQ(refreshed.refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(refreshed.scopes, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(refreshed.expires_at, std::nullopt);
  EXPECT_EQ(refreshed.json.reveal(),
            R"({"access_token":"access-2","refresh_token":"refresh-1","x":[1,2.5]})");
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
