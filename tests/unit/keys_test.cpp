#include "goto_token/config/keys.hpp"

#include <gtest/gtest.h>

#include <map>

#include "goto_token/config/config.hpp"

namespace goto_token {
namespace {

TEST(Keys, KnowsTheKeysAndTheirFiles) {
  EXPECT_TRUE(is_known_key("OAUTH_CLIENT_ID"));
  EXPECT_TRUE(is_known_key("OAUTH_CLIENT_SECRET_FILE"));
  EXPECT_FALSE(is_known_key("OAUTH_CLIENT_ID_FILE"));
  EXPECT_FALSE(is_known_key("oauth_client_id"));
  EXPECT_TRUE(is_secret_key("OAUTH_REFRESH_TOKEN"));
  EXPECT_FALSE(is_secret_key("OAUTH_REFRESH_TOKEN_FILE"));
  EXPECT_TRUE(is_known_key("OAUTH_CLIENT_KEY_FILE"));
  EXPECT_FALSE(is_known_key("OAUTH_CLIENT_KEY")) << "the file is no form of another key";
  EXPECT_FALSE(is_known_key("OAUTH_CLIENT_KEY_FILE_FILE"));
  EXPECT_FALSE(is_secret_key("OAUTH_CLIENT_KEY_FILE")) << "a path may be shown";
}

TEST(Keys, FindsAKeyByItsWholeName) {
  EXPECT_EQ(find_key("OAUTH_REFRESH_TOKEN")->kind, KeyKind::Secret);
  for (const std::string name : {"", "oauth_scope", "OAUTH_REFRESH_TOKEN_FILE", "OAUTH_CREDENTIAL_HELPER"}) {
    EXPECT_EQ(find_key(name), nullptr) << name;
  }
}

TEST(Keys, AreSetInEitherFormOfASecret) {
  const Settings settings(Environment{{"OAUTH_REFRESH_TOKEN_FILE", "f"}, {"OAUTH_SCOPE_FILE", "f"}});
  EXPECT_TRUE(is_set(*find_key("OAUTH_REFRESH_TOKEN"), settings));
  EXPECT_FALSE(is_set(*find_key("OAUTH_SCOPE"), settings)) << "no secret";
  EXPECT_FALSE(is_set(*find_key("OAUTH_CLIENT_SECRET"), settings));
}

TEST(Keys, BeginAlikeInEitherCase) {
  EXPECT_TRUE(begins_like_key("OAUTH_"));
  EXPECT_TRUE(begins_like_key("oauth_x"));
  EXPECT_FALSE(begins_like_key("OAUTH2_PROXY"));
  EXPECT_FALSE(begins_like_key(""));
}

TEST(Keys, FindsTheKeyOfAMisspeltName) {
  EXPECT_EQ(find_similar_key("OAUTH_CLIENTID"), "OAUTH_CLIENT_ID");
  EXPECT_EQ(find_similar_key("oauth.client-id"), "OAUTH_CLIENT_ID");
  EXPECT_EQ(find_similar_key("OAUTH_SCOPES"), "OAUTH_SCOPE");
  EXPECT_EQ(find_similar_key("OATUH_CLIENT_SECRET"), "OAUTH_CLIENT_SECRET");
  EXPECT_EQ(find_similar_key("AUTH_ISSUER"), "OAUTH_ISSUER");
  EXPECT_EQ(find_similar_key("OAUTH_CLINET_ID"), "OAUTH_CLIENT_ID");
  EXPECT_EQ(find_similar_key("OAUTH_CLIENT_SERCET"), "OAUTH_CLIENT_SECRET");
  EXPECT_EQ(find_similar_key("OAUTH_CLIENT_SECRETFILE"), "OAUTH_CLIENT_SECRET_FILE");
  EXPECT_EQ(find_similar_key("OAUTH_CLIENT_KEYFILE"), "OAUTH_CLIENT_KEY_FILE");
  EXPECT_EQ(find_similar_key("OAUTH_CLIENT_KEYID"), "OAUTH_CLIENT_KEY_ID");
  EXPECT_EQ(find_similar_key("OAUTH_CREDENTIALS_HELPER"), "OAUTH_CREDENTIAL_HELPER");
}

TEST(Keys, FindsNoKeyForOtherNames) {
  for (const std::string name :
       {"", "PATH", "CLIENT_ID", "OAUTH_CLIENT_ID", "OAUTH2_PROXY_CLIENT_ID", "OAUTH_",
        "OAUTH_CREDENTIAL_HELPER", "OAUTH_TIMEOUT_MS", "OAUTH_CLEINT_SERCET"}) {
    EXPECT_EQ(find_similar_key(name), std::nullopt) << name;
  }
  EXPECT_EQ(find_similar_key(std::string(1'000'000, 'A')), std::nullopt);
}

TEST(Keys, KnowsTheVariablesOfTheEnvironmentOnly) {
  EXPECT_TRUE(is_environment_only("BROWSER"));
  EXPECT_TRUE(is_environment_only("HTTPS_PROXY"));
  EXPECT_TRUE(is_environment_only("https_proxy"));
  EXPECT_TRUE(is_environment_only("OAUTH_CREDENTIAL_HELPER"));
  EXPECT_FALSE(is_environment_only("OAUTH_SCOPE"));
}

TEST(Keys, SayWhatAppliesWhereNothingIsSet) {
  const Config config = make_config({}, Settings(Environment{{"OAUTH_CLIENT_ID", "id"}}));
  const std::map<std::string_view, std::string> defaults = {
      {"OAUTH_GRANT", std::string(config.grant->name)},
      {"OAUTH_PROFILE", config.profile},
      {"OAUTH_REDIRECT_URI", config.redirect_uri.text},
      {"OAUTH_SERVICE_URL", config.service_name},
      {"OAUTH_TIMEOUT", std::to_string(config.timeout->count()) + " seconds"}};
  for (const Key& key : all_keys()) {
    const auto value = defaults.find(key.name);
    EXPECT_TRUE(value == defaults.end() || value->second == key.unset) << key.name;
  }
}

}  // namespace
}  // namespace goto_token
