#include "goto_token/config/keys.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

TEST(Keys, KnowsTheKeysAndTheirFiles) {
  EXPECT_TRUE(is_known_key("OAUTH_CLIENT_ID"));
  EXPECT_TRUE(is_known_key("OAUTH_CLIENT_SECRET_FILE"));
  EXPECT_FALSE(is_known_key("OAUTH_CLIENT_ID_FILE"));
  EXPECT_FALSE(is_known_key("oauth_client_id"));
  EXPECT_TRUE(is_secret_key("OAUTH_REFRESH_TOKEN"));
  EXPECT_FALSE(is_secret_key("OAUTH_REFRESH_TOKEN_FILE"));
}

TEST(Keys, FindsTheKeyOfAMisspeltName) {
  EXPECT_EQ(find_similar_key("OAUTH_CLIENTID"), "OAUTH_CLIENT_ID");
  EXPECT_EQ(find_similar_key("oauth.client-id"), "OAUTH_CLIENT_ID");
  EXPECT_EQ(find_similar_key("OAUTH_SCOPES"), "OAUTH_SCOPE");
  EXPECT_EQ(find_similar_key("OATUH_CLIENT_SECRET"), "OAUTH_CLIENT_SECRET");
  EXPECT_EQ(find_similar_key("AUTH_ISSUER"), "OAUTH_ISSUER");
}

TEST(Keys, FindsNoKeyForOtherNames) {
  for (const std::string name :
       {"", "PATH", "CLIENT_ID", "OAUTH_CLIENT_ID", "OAUTH2_PROXY_CLIENT_ID", "OAUTH_"}) {
    EXPECT_EQ(find_similar_key(name), std::nullopt) << name;
  }
  EXPECT_EQ(find_similar_key(std::string(1'000'000, 'A')), std::nullopt);
}

TEST(Keys, KnowsTheVariablesOfTheEnvironmentOnly) {
  EXPECT_TRUE(is_environment_only("BROWSER"));
  EXPECT_TRUE(is_environment_only("HTTPS_PROXY"));
  EXPECT_TRUE(is_environment_only("https_proxy"));
  EXPECT_FALSE(is_environment_only("OAUTH_SCOPE"));
}

}  // namespace
}  // namespace goto_token
