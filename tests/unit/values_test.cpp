#include "goto_token/app/values.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using namespace std::chrono_literals;

TEST(ParseSeconds, TakesWholeNumbersUpToTenYears) {
  EXPECT_EQ(parse_seconds("0"), 0s);
  EXPECT_EQ(parse_seconds("300"), 300s);
  EXPECT_EQ(parse_seconds("007"), 7s);
  EXPECT_EQ(parse_seconds("315360000"), 315360000s);
}

TEST(ParseSeconds, TakesNothingElse) {
  for (const auto* const text : {"", " ", "-1", "-0", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "1s", "soon",
                                 "315360001", "99999999999999999999"}) {
    EXPECT_EQ(parse_seconds(text), std::nullopt) << text;
  }
}

TEST(AddScopes, KeepsTheOrderAndDropsDuplicates) {
  std::vector<std::string> scopes = {"b"};
  EXPECT_TRUE(add_scopes(scopes, " c  a b c "));
  EXPECT_EQ(scopes, (std::vector<std::string>{"b", "c", "a"}));
  EXPECT_TRUE(add_scopes(scopes, ""));
  EXPECT_EQ(scopes.size(), 3U);
}

TEST(AddScopes, TakesEveryCharacterThatAScopeMayHold) {  // RFC 6749 §3.3
  std::vector<std::string> scopes;
  EXPECT_TRUE(add_scopes(scopes, "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~"));
  EXPECT_EQ(scopes.size(), 1U);
}

TEST(AddScopes, AddsNothingWhereOneIsInvalid) {
  for (const auto* const list : {"good \"", "good a\\b", "good\tbad", "a\nb", "é", "\x7F"}) {
    std::vector<std::string> scopes = {"before"};
    EXPECT_FALSE(add_scopes(scopes, list)) << list;
    EXPECT_EQ(scopes, std::vector<std::string>{"before"}) << list;
  }
}

}  // namespace
}  // namespace goto_token
