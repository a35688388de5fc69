#include "goto_token/base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <utility>

namespace goto_token {
namespace {

using namespace std::string_view_literals;

struct Example {
  std::string_view text;
  std::string_view shown;
};

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    out += text;
  }
  return out;
}

TEST(Printable, LeavesOrdinaryTextAlone) {
  for (const auto* const text : {"", "a b ~", "Grüße", "€", "\U0001F600", "日本語", "\u00A0", "\uFFFD"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, MakesControlCharactersHarmless) {
  for (const auto& [text, shown] : {
           Example{"\x1b[31mred\x1b[0m", "?[31mred?[0m"}, Example{"\x1b]0;title\x07", "?]0;title?"},
           Example{"a\r\nb\tc", "a??b?c"}, Example{"a\0b"sv, "a?b"}, Example{"\x7F", "?"},
           Example{"\u0080\u009B31m\u009F", "??31m?"},  // C1: a one-character CSI
       }) {
    EXPECT_EQ(printable(text), shown);
  }
}

TEST(Printable, MakesInvisibleAndReorderingCharactersHarmless) {
  for (const auto* const text :
       {"\u00AD", "\u061C", "\u200B", "\u200E", "\u200F", "\u2028", "\u2029", "\u202A", "\u202E", "\u2060",
        "\u2066", "\u2069", "\u206F", "\uFEFF", "\U000E0001", "\U000E007F"}) {
    EXPECT_EQ(printable(text), "?") << testing::PrintToString(text);
  }
}

TEST(Printable, MakesBytesThatAreNotUtf8Harmless) {
  for (const auto& [text, shown] : {
           Example{"\xFF", "?"},
           Example{"a\x80z", "a?z"},
           Example{"\xC3(", "?("},
           Example{"\xE2\x82", "??"},
           Example{"\xC0\xAF", "??"},            // overlong
           Example{"\xE0\x80\xAF", "???"},       // overlong
           Example{"\xF0\x80\x80\xAF", "????"},  // overlong
           Example{"\xED\xA0\x80", "???"},       // surrogate
           Example{"\xF4\x90\x80\x80", "????"},  // beyond U+10FFFF
           Example{"\xF5\x80\x80\x80", "????"},
       }) {
    EXPECT_EQ(printable(text), shown) << testing::PrintToString(text);
  }
}

TEST(Printable, CutsAtCharactersAndNotAtBytes) {
  for (const auto* const character : {"a", "é", "€", "\U0001F600", "\x1b", "\xFF"}) {
    const std::string shown = printable(character);
    EXPECT_EQ(printable(repeat(character, 299)), repeat(shown, 299));
    EXPECT_EQ(printable(repeat(character, 300)), repeat(shown, 300));
    EXPECT_EQ(printable(repeat(character, 301)), repeat(shown, 300) + "…");
  }
}

TEST(Printable, CutsWhereTheCallerWants) {
  EXPECT_EQ(printable("abc", 3), "abc");
  EXPECT_EQ(printable("abcd", 3), "abc…");
  EXPECT_EQ(printable("a", 0), "…");
  EXPECT_EQ(printable("", 0), "");
}

TEST(Text, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(replace_malformed_utf8("a\n\x7F é€😀"), "a\n\x7F é€😀");
  EXPECT_EQ(replace_malformed_utf8("J\xFCrgen \xC0\xAF\xE2\x82"), "J\uFFFDrgen \uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST(Text, EscapesWhatMeansSomethingInHtml) {
  EXPECT_EQ(html_escape("<a href=\"x\" title='y'>&amp;</a>"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
  EXPECT_EQ(html_escape("Grüße"), "Grüße");
  EXPECT_EQ(html_escape(""), "");
}

TEST(Text, QuotesOneWordForAShell) {
  EXPECT_EQ(quote_for_shell(""), "''");
  EXPECT_EQ(quote_for_shell("a b$(c)`d`!\"\n"), "'a b$(c)`d`!\"\n'");
  EXPECT_EQ(quote_for_shell("it's"), R"('it'\''s')");
  EXPECT_EQ(quote_for_shell("a\\b"), R"('a'\\'b')");
  EXPECT_EQ(quote_for_shell("\\'"), R"(''\\''\''')");
}

TEST(Text, KnowsWordsThatNeedNoQuotes) {
  EXPECT_TRUE(is_plain_word("https://h:1/a_b-c+d@e%20f,g=h"));
  for (const std::string_view text : {"", "a b", "a'b", "a#b", "~", "a;b", "\xC3\xA9", "a\n"}) {
    EXPECT_FALSE(is_plain_word(text)) << text;
  }
}

TEST(Text, SplitsWordsAtRunsOfSpaces) {
  EXPECT_EQ(split_words("  a  b\tc "), (std::vector<std::string>{"a", "b\tc"}));
  EXPECT_EQ(split_words("a"), std::vector<std::string>{"a"});
  EXPECT_EQ(split_words("   "), std::vector<std::string>{});
  EXPECT_EQ(split_words(""), std::vector<std::string>{});
}

TEST(Text, RedactsASecretWhereverItStands) {
  EXPECT_EQ(redact("abcd, abcdabcd and ab", "abcd"), "…, …… and ab");
  EXPECT_EQ(redact("nothing", "abcd"), "nothing");
  EXPECT_EQ(redact("", "abcd"), "");
}

TEST(Text, LeavesWhatIsTooShortForASecret) {
  EXPECT_EQ(redact("an abc", "abc"), "an abc");
  EXPECT_EQ(redact("an abc", ""), "an abc");
}

TEST(Text, JoinsWordsWithASeparator) {
  EXPECT_EQ(join_words({"a", "b", "c"}), "a b c");
  EXPECT_EQ(join_words({"a"}), "a");
  EXPECT_EQ(join_words({}), "");
  EXPECT_EQ(join_words(std::array<std::string_view, 2>{"a", "b"}, ", "), "a, b");
  const std::vector<std::pair<std::string, int>> numbered = {{"a", 1}, {"b", 2}};
  EXPECT_EQ(join_words(numbered, ", ", &std::pair<std::string, int>::first), "a, b");
}

TEST(Text, KnowsWhetherARangeContainsAValue) {
  EXPECT_TRUE(contains(std::array<std::string_view, 2>{"a", "b"}, "b"));
  EXPECT_FALSE(contains(std::array<std::string_view, 2>{"a", "b"}, "ab"));
  EXPECT_FALSE(contains(std::vector<int>(), 0));
}

TEST(Text, ReadsWholeDecimalNumbersOnly) {
  EXPECT_EQ(parse_decimal<std::uint16_t>("65535"), 65535);
  EXPECT_EQ(parse_decimal<std::int64_t>("-007"), -7);
  EXPECT_EQ(parse_decimal<double>("1.5"), 1.5);
  for (const auto* const text : {"", " 1", "1 ", "+1", "-1", "1.5", "0x1", "65536"}) {
    EXPECT_EQ(parse_decimal<std::uint16_t>(text), std::nullopt) << text;
  }
}

TEST(Text, ReadsHexadecimalDigitsOfEitherCase) {
  EXPECT_EQ(hex_value('0'), 0U);
  EXPECT_EQ(hex_value('9'), 9U);
  EXPECT_EQ(hex_value('a'), 10U);
  EXPECT_EQ(hex_value('F'), 15U);
  for (const char c : {'g', 'G', '/', ':', '@', '`', '\x10', '\xC1'}) {
    EXPECT_EQ(hex_value(c), std::nullopt) << testing::PrintToString(c);
  }
}

TEST(Text, LowersAsciiLettersOnly) {
  EXPECT_EQ(ascii_lower("AZ[az]09-É"), "az[az]09-É");
}

TEST(Text, KnowsVisibleAscii) {
  for (const auto* const text : {"", "!", "~", "aZ09"}) {
    EXPECT_TRUE(is_visible_ascii(text)) << text;
  }
  for (const auto text : {" "sv, "a b"sv, "\t"sv, "\x7F"sv, "é"sv, "\xFF"sv, "\0"sv}) {
    EXPECT_FALSE(is_visible_ascii(text)) << testing::PrintToString(text);
  }
}

TEST(Text, TrimsBlanksAndTabs) {
  EXPECT_EQ(trim_blanks(" \t a b \t"), "a b");
  EXPECT_EQ(trim_blanks("a"), "a");
  EXPECT_EQ(trim_blanks("\na\r"), "\na\r");
  EXPECT_EQ(trim_blanks(" \t "), "");
  EXPECT_EQ(trim_blanks(""), "");
  EXPECT_EQ(trim("<'a' b>", "<>'"), "a' b");
  EXPECT_EQ(trim("\r\n", "\r\n"), "");
}

TEST(QuotePath, ShowsNothingThatLooksLikeTheContents) {
  EXPECT_EQ(quote_path("keys/client.pem"), "'keys/client.pem'");
  EXPECT_EQ(quote_path("secret"), "'secret'");
  EXPECT_EQ(quote_path("/run/secrets/of\x1bus"), "'/run/secrets/of?us'");
  for (const char* const pasted :
       {"-----BEGIN PRIVATE KEY-----\nMIGHAgEAMB", "-----BEGIN PRIVATE KEY----- MIGH.pem",
        "mC+7Qk/0vR3x9aTqLw5hZg==", "GOCSPX-abcdefghijklmnop", "a/b\nc"}) {
    EXPECT_EQ(
        quote_path(pasted),
        "what it is set to (not shown: it looks like a key or secret itself, not like the name of its file)");
  }
}

TEST(Printable, ReplacesEachControlFormatAndIgnorableCharacter) {
  for (const char* const text :
       {"\x01",   "\x7F",       "\u0085",     "\u00AD",     "\u034F",     "\u0600",     "\u061C",    "\u06DD",
        "\u070F", "\u08E2",     "\u115F",     "\u1160",     "\u17B5",     "\u180E",     "\u200B",    "\u200F",
        "\u2028", "\u202E",     "\u2060",     "\u206F",     "\u3164",     "\uFE0F",     "\uFEFF",    "\uFFA0",
        "\uFFF9", "\U000110BD", "\U00013430", "\U0001BCA0", "\U0001D173", "\U000E0001", "\U000E01EF"}) {
    EXPECT_EQ(printable(std::string("a") + text + "b"), "a?b") << text;
  }
  for (const std::string text : {"ü", "漢", "😀", "\u0301", "\u2027", "\u2070", "\uFE10", "\uFFFD"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Text, IsInUtf16WithItsByteOrderMarkOrWithNulInEverySecondPlace) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"\xFF\xFE"sv, "\xFE\xFF\0A"sv, "A\0B\0"sv, "\0A\0B\0C"sv, "A\0"sv}) {
    EXPECT_TRUE(is_utf16(text)) << testing::PrintToString(text);
  }
  for (const std::string_view text :
       {""sv, "A"sv, "\0"sv, "\0\0\0\0"sv, "A=1\n"sv, "A\0BC"sv, "\xFF"sv, "\uFEFFA"sv}) {
    EXPECT_FALSE(is_utf16(text)) << testing::PrintToString(text);
  }
  EXPECT_TRUE(is_utf16("A\0A\0A\0A\0A\0A\0A\0A\0A\0A\0A\0A\0A\0A\0A\0A\0 and so on"sv));
}

}  // namespace
}  // namespace goto_token
