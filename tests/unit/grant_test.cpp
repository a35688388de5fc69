#include "goto_token/config/grants.hpp"

#include <gtest/gtest.h>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/options.hpp"

namespace goto_token {
namespace {

TEST(Grant, HasTheNamesThatTheOptionOffers) {
  const std::vector<std::string> words = split_words(find_option("--grant")->words);
  EXPECT_EQ(join_words(words, ", "), grant_names());
  for (const std::string& word : words) {
    const auto grant = parse_grant(word);
    ASSERT_TRUE(grant.has_value()) << word;
    EXPECT_EQ(name_of(*grant), word);
  }
}

TEST(Grant, HasNoOtherNames) {
  for (const auto* const name : {"", "authorization_code", "Refresh-Token", "refresh-token "}) {
    EXPECT_FALSE(parse_grant(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace goto_token
