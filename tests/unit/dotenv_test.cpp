#include "goto_token/config/dotenv.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

/// An env file and what npm dotenv 16.6.1 reads from it.
struct Example {
  std::string_view text;
  DotenvValues values;
};

void expect_values(const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    EXPECT_EQ(parse_dotenv(example.text), example.values)
        << "for the text " << testing::PrintToString(example.text);
  }
}

TEST(Dotenv, ReadsKeysWithTheirValues) {
  expect_values({
      {"A=1\nB=2\n", {{"A", "1"}, {"B", "2"}}},
      {"A = 1", {{"A", "1"}}},
      {"  A=1  ", {{"A", "1"}}},
      {"a.b-c_D9=1", {{"a.b-c_D9", "1"}}},
      {"1=2", {{"1", "2"}}},
      {"A=", {{"A", ""}}},
      {"A=\nB=2", {{"A", ""}, {"B", "2"}}},
      {"A=1=2", {{"A", "1=2"}}},
      {"A=b c", {{"A", "b c"}}},
      {"A B=1\nC=3", {{"C", "3"}}},
      {"=1", {}},
      {"A\nB=2", {{"B", "2"}}},
      {"", {}},
      {"\n\n", {}},
  });
}

TEST(Dotenv, ReadsKeysAfterExport) {
  expect_values({
      {"export A=1", {{"A", "1"}}},
      {"\texport \t A=1", {{"A", "1"}}},
      {"export\nA=1", {{"A", "1"}}},
      {"exportA=1", {{"exportA", "1"}}},
      {"export=1", {{"export", "1"}}},
      {"export =1", {{"export", "1"}}},
      {"export A", {}},
      {"export export A=1", {}},
      {"export export=1", {{"export", "1"}}},
      {"EXPORT A=1", {}},
  });
}

TEST(Dotenv, ReadsAKeyWithAColonAndASpace) {
  expect_values({
      {"A: 1", {{"A", "1"}}},
      {"A:  1", {{"A", "1"}}},
      {"A:1", {}},
      {"A : 1", {}},
      {"A:", {}},
      {"A: ", {{"A", ""}}},
      {"A:\n1", {{"A", "1"}}},
      {"A:\r\nB=1", {{"A", "B=1"}}},
      {R"(A: "1" # 2)", {{"A", "1"}}},
      {"http://a: b", {}},
  });
}

TEST(Dotenv, SkipsBlankLinesAndComments) {
  expect_values({
      {"# A=1\nB=2", {{"B", "2"}}},
      {"  # A=1", {}},
      {"\n \n\t\nA=1\n\n", {{"A", "1"}}},
      {"A=1 # 2", {{"A", "1"}}},
      {"A=1#2", {{"A", "1"}}},
      {"A=#1", {{"A", ""}}},
      {"A= # 1", {{"A", ""}}},
      {R"(A="1" # "2")", {{"A", "1"}}},
      {R"(A="1"#2)", {{"A", "1"}}},
      {"A=\n# B=1\nC=2", {{"A", ""}, {"C", "2"}}},
  });
}

TEST(Dotenv, RemovesQuotes) {
  expect_values({
      {"A='1'", {{"A", "1"}}},
      {R"(A="1")", {{"A", "1"}}},
      {"A=`1`", {{"A", "1"}}},
      {"A= ' 1 ' ", {{"A", " 1 "}}},
      {"A=''", {{"A", ""}}},
      {"A='#'", {{"A", "#"}}},
      {R"(A='"`')", {{"A", R"("`)"}}},
      {R"(A="'`")", {{"A", "'`"}}},
      {R"(A=`'"`)", {{"A", R"('")"}}},
      {"A='1' '2'", {{"A", "1' '2"}}},
      {R"(A="1" "2")", {{"A", R"(1" "2)"}}},
      {"A=1'2'", {{"A", "1'2'"}}},
      {"A='1'2", {{"A", "'1'2"}}},
  });
}

TEST(Dotenv, ExpandsEscapesInDoubleQuotesOnly) {
  expect_values({
      {R"(A="1\n2\r3")", {{"A", "1\n2\r3"}}},
      {R"(A="\t\\n")", {{"A", "\\t\\\n"}}},
      {R"(A='1\n2\r3')", {{"A", R"(1\n2\r3)"}}},
      {R"(A=`1\n2`)", {{"A", R"(1\n2)"}}},
      {R"(A=1\n2)", {{"A", R"(1\n2)"}}},
      {R"(A="1\n2)", {{"A", "\"1\n2"}}},
      {R"(A="1\n2" 3)", {{"A", "\"1\n2\" 3"}}},
  });
}

TEST(Dotenv, ReadsQuotedValuesOfSeveralLines) {
  expect_values({
      {"A=\"1\n2\"\nB=3", {{"A", "1\n2"}, {"B", "3"}}},
      {"A='1\n# 2\n'", {{"A", "1\n# 2\n"}}},
      {"A=`1\n\nB=2`", {{"A", "1\n\nB=2"}}},
      {"A=\n\"1\"", {{"A", "1"}}},
      {"A=\"1\n2\" # 3\nB=4", {{"A", "1\n2"}, {"B", "4"}}},
      {"A='1\nB=2'\nC=3", {{"A", "1\nB=2"}, {"C", "3"}}},
  });
}

TEST(Dotenv, ReadsAnUnterminatedQuoteAsPartOfTheValue) {
  expect_values({
      {"A='1\nB=2", {{"A", "'1"}, {"B", "2"}}},
      {"A='", {{"A", "'"}}},
      {"A='''", {{"A", "'"}}},
      {"A='1\nB='2'", {{"A", "'1"}, {"B", "2"}}},
      {"A=\"1 # 2\nB=3", {{"A", R"("1)"}, {"B", "3"}}},
      {R"(A="1')", {{"A", R"("1')"}}},
      {"A='1\n\n'2'", {{"A", "'1"}}},
  });
}

TEST(Dotenv, KeepsTheBackslashOfAnEscapedQuote) {
  expect_values({
      {R"(A='1\'2')", {{"A", R"(1\'2)"}}},
      {R"(A="1\"2")", {{"A", R"(1\"2)"}}},
      {R"(A='1\' 2 ')", {{"A", R"(1\' 2 )"}}},
      {R"(A='1\' # 2')", {{"A", R"(1\' # 2)"}}},
      {"A='1\\'\n2'", {{"A", "1\\'\n2"}}},
      {R"(A='\')", {{"A", R"(\)"}}},
      {R"(A='\'')", {{"A", R"(\')"}}},
      {R"(A='\\')", {{"A", R"(\\)"}}},
      {R"(A='1\' # '2)", {{"A", R"(1\)"}}},
      {"A='1\\'\n2' 3", {{"A", R"(1\)"}}},
      {"A='1#2\\'\n3' 4", {{"A", "1#2\\"}}},
      {R"(A='1\'2\'3)", {{"A", R"('1\'2\'3)"}}},
      {R"(A='\'1\'\')", {{"A", R"(\'1\'\)"}}},
  });
}

TEST(Dotenv, DoesNotExpandVariables) {
  expect_values({
      {"A=1\nB=$A", {{"A", "1"}, {"B", "$A"}}},
      {"A=1\nB=\"${A}\"", {{"A", "1"}, {"B", "${A}"}}},
  });
}

TEST(Dotenv, TakesTheLastOfSeveralValuesOfAKey) {
  expect_values({
      {"A=1\nB=2\nA=3", {{"A", "3"}, {"B", "2"}}},
      {"A=1\nA=", {{"A", ""}}},
      {"A=1\nexport A: 2", {{"A", "2"}}},
  });
}

TEST(Dotenv, ReadsEveryKindOfLineEnd) {
  expect_values({
      {"A=1\r\nB=2\r\n", {{"A", "1"}, {"B", "2"}}},
      {"A=1\rB=2", {{"A", "1"}, {"B", "2"}}},
      {"A=\"1\r\n2\r3\n4\"", {{"A", "1\n2\n3\n4"}}},
      {"A=1\r\r\nB=2", {{"A", "1"}, {"B", "2"}}},
      {"A=1\u2028B=2\nC=3", {{"A", "1\u2028B=2"}, {"C", "3"}}},
      {"x\u2029A=1", {{"A", "1"}}},
      {"x A=1\u2028B=2", {{"B", "2"}}},
      {"A=#1\u2028B=2", {{"A", ""}, {"B", "2"}}},
  });
}

TEST(Dotenv, SkipsAByteOrderMark) {
  expect_values({
      {"\uFEFFA=1", {{"A", "1"}}},
      {"\uFEFF# 1\nA=1", {{"A", "1"}}},
      {"\uFEFF\r\nexport A=\"1\"\r\n", {{"A", "1"}}},
  });
}

TEST(Dotenv, KnowsWhiteSpaceOutsideAscii) {
  expect_values({
      {"\u00A0A\u2003=\u30001\u202F\u205F", {{"A", "1"}}},
      {"\u1680export\uFEFFA:\u20001\u200A", {{"A", "1"}}},
      {"A=1\u00852\u200B", {{"A", "1\u00852\u200B"}}},
      {"A=\u20281\u2029", {{"A", "1"}}},
  });
}

TEST(Dotenv, RemovesQuotesAroundALineBetweenUnicodeLineEnds) {
  expect_values({
      {"A=1\u2028'2'\u20283", {{"A", "1\u20282\u20283"}}},
      {"A='1\u2028\"2\"\u2028`3", {{"A", "'1\u20282\u2028`3"}}},
      {"A='1\u2028'2'\u20293'4", {{"A", "1\u2028'2\u20293'4"}}},
      {"A=1\u2028'2\u20293'\u2028`4`", {{"A", "1\u20282\u20293\u20284"}}},
  });
}

TEST(Dotenv, NamesTheLinesThatAreNeitherAssignmentNorComment) {
  struct Case {
    std::string_view text;
    std::vector<std::size_t> lines;
  };
  for (const auto& [text, lines] : std::vector<Case>{
           {"", {}},
           {"A=1\n\n  # A\n\t\nB: 2\nexport C=3\n#", {}},
           {"A\nB=2", {1}},
           {"\n\nA 1\n# x\nA:1\nB=2\n[c]", {3, 5, 7}},
           {"A='1\nx\ny' # z\nx", {4}},
           {"A='1\nx\ny'z\n", {2, 3}},
           {"A=\n\"1\nx\"\nx", {4}},
           {"A\n=1\nset -a\n. ./b", {3, 4}},
           {"a\r\nb\rc\r\n\r\nd", {1, 2, 3, 5}},
           {"\uFEFFA=1\nx", {2}},
           {"x\u2028y\nz", {1, 2}},
       }) {
    EXPECT_EQ(parse_dotenv_contents(text).skipped_lines, lines) << testing::PrintToString(text);
  }
}

TEST(Dotenv, NamesTheKeysWhoseValueIsCutAtAnUnquotedHash) {
  for (const std::string_view cut : {"A=abc#def", "A=#abc", "A=abc# def", "A= b c#d", "A='1#2", "A='#2",
                                     "A: b#c", "A=1\nA=b#c", "A=##", "A=b#"}) {
    EXPECT_EQ(parse_dotenv_contents(cut).cut_keys, (std::set<std::string, std::less<>>{"A"})) << cut;
  }
  for (const std::string_view whole :
       {"A=abc #def", "A= #abc", "A=# abc", "A=#", "A=\t#b", "A='a#b'", "A='1' # 2", "A='1'#2", "A=\"a#b\"#c",
        "A=b#c\nA=d", "#A=b#c", "A=1 #2#3", "A=\u00A0#x", "A=1\n#b"}) {
    EXPECT_EQ(parse_dotenv_contents(whole).cut_keys, (std::set<std::string, std::less<>>())) << whole;
  }
}

TEST(Dotenv, KeepsNulBytes) {
  expect_values({
      {"A=\0x\nB=\"\0\""sv, {{"A", "\0x"s}, {"B", "\0"s}}},
      {"A\0=1\nB=2"sv, {{"B", "2"}}},
      {"\0A=1"sv, {}},
  });
}

TEST(Dotenv, KeepsBytesThatAreNotUtf8) {
  expect_values({
      {"A=\xFF\xFE\nB=\"\xC3\"", {{"A", "\xFF\xFE"}, {"B", "\xC3"}}},
      {"A=1\xE2\x80\nB=\xE2\xC2\xA0", {{"A", "1\xE2\x80"}, {"B", "\xE2"}}},
  });
}

/// `piece` many times over: enough for quadratic time or recursion to end in a time-out or a crash.
std::string repeat(std::string_view piece) {
  constexpr std::size_t kLength = 256UL * 1024;
  std::string text;
  while (text.size() < kLength) {
    text += piece;
  }
  return text;
}

TEST(Dotenv, ReadsManyInvalidLines) {
  for (const std::string_view line :
       {"A='1\n"sv, "A='\\'1\n"sv, "A=\"`'1\n"sv, "A\n"sv, "export\n"sv, "A=\n\n"sv, "A: \\'\n"sv}) {
    EXPECT_EQ(parse_dotenv(repeat(line) + "B=2").at("B"), "2")
        << "after lines of " << testing::PrintToString(line);
  }
}

TEST(Dotenv, ReadsALargeValueThatLooksQuotedInManyPlaces) {
  for (const std::string_view piece : {"'1\u2028"sv, R"(\' )"sv, "\\'x\u2028\""sv, "\xE2"sv}) {
    const std::string value = "'" + repeat(piece) + "x";
    EXPECT_EQ(parse_dotenv("A=" + value).at("A"), value) << "made of " << testing::PrintToString(piece);
  }
}

}  // namespace
}  // namespace goto_token
