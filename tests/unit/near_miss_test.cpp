#include "goto_token/base/near_miss.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

TEST(EditDistance, CountsInsertedDeletedReplacedAndSwappedCharacters) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("scope", "scope"), 0U);
  EXPECT_EQ(edit_distance("scop", "scope"), 1U);
  EXPECT_EQ(edit_distance("scoope", "scope"), 1U);
  EXPECT_EQ(edit_distance("scole", "scope"), 1U);
  EXPECT_EQ(edit_distance("socpe", "scope"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("ca", "abc"), 3U);  // no place is edited twice
}

TEST(EditDistance, IsTheSameInBothDirections) {
  for (const auto& [one, other] : {std::pair("stauts", "status"), {"lgo", "login"}, {"a", "ba"}}) {
    EXPECT_EQ(edit_distance(one, other), edit_distance(other, one)) << one;
  }
}

TEST(EditDistance, DoesNotCompareLongTexts) {
  const std::string longest(64, 'a');
  EXPECT_EQ(edit_distance(longest, longest), 0U);
  EXPECT_EQ(edit_distance(longest + "a", longest), 65U);
  EXPECT_EQ(edit_distance("", std::string(1'000'000, 'a')), 1'000'000U);
}

TEST(FindNearest, TakesTheNearestAndOfTwoTheFirst) {
  const std::vector<std::string> names = {"login", "logout", "status"};
  EXPECT_EQ(find_nearest("logn", names), "login");
  EXPECT_EQ(find_nearest("lgout", names), "logout");
  EXPECT_EQ(find_nearest("stauts", names), "status");
  EXPECT_EQ(find_nearest("sttaus", names), "status");
  EXPECT_EQ(find_nearest("abx", {"abd", "abc"}), "abd");
}

TEST(FindNearest, DisregardsCaseAndSeparators) {
  EXPECT_EQ(find_nearest("--nobrowser", {"--browser", "--no-browser"}), "--no-browser");
  EXPECT_EQ(find_nearest("--Time_Out", {"--timeout"}), "--timeout");
  EXPECT_EQ(find_nearest("oauth.clinet-id", {"OAUTH_CLIENT_ID"}), "OAUTH_CLIENT_ID");
}

TEST(FindNearest, AllowsShortNamesFewerEdits) {
  EXPECT_EQ(find_nearest("bahs", {"bash"}), "bash");
  EXPECT_EQ(find_nearest("jsn", {"json"}), "json");
  EXPECT_EQ(find_nearest("x", {"a"}), std::nullopt);
  EXPECT_EQ(find_nearest("sh", {"zsh"}), std::nullopt);
  EXPECT_EQ(find_nearest("log", {"login"}), std::nullopt);
  EXPECT_EQ(find_nearest("optional", {"option"}), "option");
  EXPECT_EQ(find_nearest("optionally", {"option"}), std::nullopt);
}

TEST(FindNearest, IsNothingWithoutNames) {
  EXPECT_EQ(find_nearest("", {}), std::nullopt);
  EXPECT_EQ(find_nearest("", {"a"}), std::nullopt);
  EXPECT_EQ(find_nearest(std::string(65, 'a'), {std::string(64, 'a')}), std::nullopt);
}

TEST(FindAbbreviated, TakesTheOnlyNameThatBeginsSo) {
  const std::vector<std::string> names = {"login", "logout", "--env-file", "status"};
  EXPECT_EQ(find_abbreviated("stat", names), "status");
  EXPECT_EQ(find_abbreviated("--ENV_f", names), "--env-file");
  EXPECT_EQ(find_abbreviated("log", names), std::nullopt);
  EXPECT_EQ(find_abbreviated("st", names), std::nullopt);
  EXPECT_EQ(find_abbreviated("", names), std::nullopt);
  EXPECT_EQ(find_abbreviated("statusbar", names), std::nullopt);
}

TEST(SameName, DisregardsCaseAndSeparators) {
  EXPECT_TRUE(is_same_name("--redirect_uri", "--redirect-uri"));
  EXPECT_TRUE(is_same_name("--clientId", "--client-id"));
  EXPECT_FALSE(is_same_name("--client", "--client-id"));
}

}  // namespace
}  // namespace goto_token
