#include "goto_token/base/url_path.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace goto_token {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(UrlPath, IsTheSameHoweverItIsSpelled) {
  for (const auto& [one, other] : Pairs{{"", ""},
                                        {"/", "/"},
                                        {"/cb", "/cb"},
                                        {"/caf%c3%a9", "/caf%C3%A9"},
                                        {"/café", "/caf%C3%A9"},
                                        {"/a b", "/a%20b"},
                                        {"/%7euser", "/~user"},
                                        {"/%63%62", "/cb"},
                                        {"/a%2db%5Fc", "/a-b_c"},
                                        {"/a%2eb", "/a.b"},
                                        {"/.%2e.", "/..."},
                                        {"/%2e", "/%2E"},
                                        {"/.%2e/x", "/%2e%2E/x"},
                                        {"/%7b%7C%7d", "/{|}"},
                                        {"/a%2fb", "/a%2Fb"},
                                        {"/100%", "/100%25"},
                                        {"/%zz", "/%25zz"}}) {
    EXPECT_TRUE(is_same_path(one, other)) << one << " " << other;
    EXPECT_TRUE(is_same_path(other, one)) << one << " " << other;
    EXPECT_EQ(normalize_path(one), normalize_path(other));
  }
}

TEST(UrlPath, IsAnotherWhereSpellingIsNotAllThatDiffers) {
  for (const auto& [one, other] : Pairs{{"/cb", "/cb/"},    {"/cb", "/CB"},         {"/cb", "//cb"},
                                        {"/cb", "/%43b"},   {"/a/b", "/a%2Fb"},     {"/a/b", "/a\\b"},
                                        {"/b", "/a/../b"},  {"/../b", "/%2e%2e/b"}, {"/../b", "/.%2E/b"},
                                        {"/./b", "/%2e/b"}, {"/b", "/%2e/b"},       {"/cb", "/cb%00"},
                                        {"/cb", "/cb%20"},  {"/a+b", "/a%20b"},     {"/a:b", "/a%3Ab"},
                                        {"/a;b", "/a%3Bb"}, {"/a?b", "/a%3Fb"},     {"/%252e", "/%2e"},
                                        {"/%41", "/%2541"}, {"/%C3%A9", "/%E9"},    {"/", ""}}) {
    EXPECT_FALSE(is_same_path(one, other)) << one << " " << other;
    EXPECT_FALSE(is_same_path(other, one)) << one << " " << other;
  }
}

TEST(UrlPath, HasOneNormalSpelling) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"/login/oauth2/code/goto", "/login/oauth2/code/goto"},
      {"/caf\xC3\xA9/%7e%2f%2E%2e", "/caf%C3%A9/~%2F.."},
      {"/%2e%2E/.%2e/%2e/..", "/%2E%2E/%2E%2E/%2E/.."},
      {"/%%32F%", "/%252F%25"},
      {"/\x7F\t", "/%7F%09"},
      {"/!$&'()*+,;=:@[]#?", "/!$&'()*+,;=:@[]#?"},
  };
  for (const auto& [path, normal] : table) {
    EXPECT_EQ(normalize_path(path), normal);
    EXPECT_EQ(normalize_path(normal), normal) << "the normal spelling is normal";
  }
}

}  // namespace
}  // namespace goto_token
