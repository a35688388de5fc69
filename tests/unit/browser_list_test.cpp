#include "goto_token/config/browser_list.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using Commands = std::vector<std::string>;

TEST(BrowserList, IsSeparatedByColons) {
  for (const auto& [value, commands] : std::vector<std::pair<std::string, Commands>>{
           {"firefox", {"firefox"}},
           {"firefox:w3m", {"firefox", "w3m"}},
           {"firefox -new %s : w3m -T a", {"firefox -new %s", "w3m -T a"}},
           {":firefox:: :w3m:", {"firefox", "w3m"}},
           {"", {}},
           {":", {}},
       }) {
    const BrowserList list = parse_browser_list(value);
    EXPECT_EQ(list.commands, commands) << value;
    EXPECT_FALSE(list.ends_with_none) << value;
  }
}

TEST(BrowserList, IsNotSeparatedWithinACommand) {
  for (const std::string command : {
           "x 'a:b'",
           "x \"a:b\"",
           "x \"a\\\":b\"",
           "x 'a\":b'",
           "x \"it's:b\"",
           "x a\\:b",
           "x --proxy=http://h",
           "x --proxy=http://h:8080 -y",
           "x 'unclosed:b",
       }) {
    EXPECT_EQ(parse_browser_list("w3m:" + command).commands, (Commands{"w3m", command}));
  }
  EXPECT_EQ(parse_browser_list("x 'a\\':b").commands, (Commands{"x 'a\\'", "b"}));
  EXPECT_EQ(parse_browser_list("x http://h:b").commands, (Commands{"x http://h", "b"}));
  EXPECT_EQ(parse_browser_list("x\\").commands, Commands{"x\\"});
}

TEST(BrowserList, EndsWithNone) {
  for (const auto& [value, commands] : std::vector<std::pair<std::string, Commands>>{
           {"none", {}}, {" none ", {}}, {"none:firefox", {}}, {"firefox:none:w3m", {"firefox"}}}) {
    const BrowserList list = parse_browser_list(value);
    EXPECT_EQ(list.commands, commands) << value;
    EXPECT_TRUE(list.ends_with_none) << value;
  }
  EXPECT_FALSE(parse_browser_list("none-such").ends_with_none);
}

}  // namespace
}  // namespace goto_token
