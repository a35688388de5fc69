#include "goto_token/base/white_space.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

TEST(WhiteSpace, KnowsTheCharactersOfEcmascript) {
  for (const std::string_view character :
       {" ", "\t", "\v", "\f", "\r", "\n", "\r\n", "\u00A0", "\u1680", "\u2000", "\u200A", "\u2028", "\u2029",
        "\u202F", "\u205F", "\u3000", "\uFEFF"}) {
    EXPECT_EQ(white_space_length(character, 0), character.size()) << testing::PrintToString(character);
  }
}

TEST(WhiteSpace, KnowsNoOthers) {
  for (const std::string_view character :
       {"", "x", "\x1F", "\x7F", "\u0085", "\u180E", "\u200B", "\u2060", "\xA0", "\xC2", "\xE2\x80"}) {
    EXPECT_EQ(white_space_length(character, 0), 0U) << testing::PrintToString(character);
  }
}

TEST(WhiteSpace, SkipsToTheNextCharacterOrTheEnd) {
  EXPECT_EQ(skip_white_space("a \r\n\u2003b", 1), 7U);
  EXPECT_EQ(skip_white_space("a", 0), 0U);
  EXPECT_EQ(skip_white_space("a ", 1), 2U);
  EXPECT_EQ(skip_white_space("", 0), 0U);
}

TEST(WhiteSpace, TrimsBothEndsOnly) {
  EXPECT_EQ(trim_white_space("\uFEFF \t a b\u00A0\r\n"), "a b");
  EXPECT_EQ(trim_white_space("\u3000\n"), "");
  EXPECT_EQ(trim_white_space("a"), "a");
}

TEST(WhiteSpace, FindsLineEndsOfEveryKind) {
  EXPECT_EQ(find_line_end("a\nb", 0), 1U);
  EXPECT_EQ(find_line_end("a\nb", 1), 1U);
  EXPECT_EQ(find_line_end("\u201Ca\u2028b", 0), 4U);  // U+201C begins as U+2028 does
  EXPECT_EQ(find_line_end("ab", 0), 2U);
  EXPECT_TRUE(is_line_end("a\rb", 1));
  EXPECT_TRUE(is_line_end("a", 1));
  EXPECT_FALSE(is_line_end("a\u00A0", 1));
}

TEST(WhiteSpace, FindsTheNextLine) {
  EXPECT_EQ(find_next_line("a\r\nb", 0), 3U);
  EXPECT_EQ(find_next_line("a\n\nb", 0), 2U);
  EXPECT_EQ(find_next_line("a\u2029b", 0), 4U);
  EXPECT_EQ(find_next_line("ab", 1), 2U);
}

}  // namespace
}  // namespace goto_token
