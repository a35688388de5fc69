#include "goto_token/oauth/json_object.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using Strings = std::vector<std::string>;

/// The object as it is formatted, or `none`.
std::string compact(const std::string& text) {
  const auto object = parse_json_object(text);
  return object ? format_json_object(*object) : "none";
}

TEST(JsonObject, HasMembersOfEachKind) {
  const JsonObject object = parse_json_object(R"( {"n":null,"b":true,"i":3600,"f":0.5,"s":"a\u00e9\n",
    "l":["a","b"],"e":[],"m":["a",1],"o":{"a":"b"}} )")
                                .value();
  EXPECT_EQ(object.members().size(), 9U);
  EXPECT_NE(find_member<std::nullptr_t>(object, "n"), nullptr);
  EXPECT_TRUE(*find_member<bool>(object, "b"));
  EXPECT_EQ(*find_member<double>(object, "i"), 3600);
  EXPECT_EQ(*find_member<double>(object, "f"), 0.5);
  EXPECT_EQ(*find_member<std::string>(object, "s"), "aé\n");
  EXPECT_EQ(*find_member<Strings>(object, "l"), (Strings{"a", "b"}));
  EXPECT_EQ(*find_member<Strings>(object, "e"), Strings{});
  EXPECT_NE(find_member<OtherJson>(object, "m"), nullptr);
  EXPECT_NE(find_member<OtherJson>(object, "o"), nullptr);
}

TEST(JsonObject, HasNoMemberOfAnotherNameOrKind) {
  const JsonObject object = parse_json_object(R"({"s":"a"})").value();
  EXPECT_EQ(find_member<std::string>(object, "S"), nullptr);
  EXPECT_EQ(find_member<bool>(object, "s"), nullptr);
  EXPECT_EQ(find_member<Strings>(object, "s"), nullptr);
}

TEST(JsonObject, KeepsTheLastOfMembersWithOneName) {
  EXPECT_EQ(*find_member<std::string>(parse_json_object(R"({"s":"a","s":"b"})").value(), "s"), "b");
}

TEST(JsonObject, KeepsTheOrderOfMembers) {
  EXPECT_EQ(compact(R"({"b":1,"a":2,"b":3,"":{"b":1,"a":2}})"), R"({"b":3,"a":2,"":{"b":1,"a":2}})");
}

TEST(JsonObject, KeepsNumbersAsTheyWereWritten) {
  for (const std::string number :
       {"0", "-0", "-0.0", "1.0", "10", "1E+2", "1e-2", "0e0", "0.10", "-12.50E-07", "18446744073709551616",
        "12345678901234567890123", "1e400", "-1e400", "1e-400"}) {
    const std::string text = R"({"n":)" + number + R"(,"l":[)" + number + "," + number + R"(]})";
    EXPECT_EQ(compact(text), text);
  }
}

TEST(JsonObject, ReadsANumberAsADouble) {
  const JsonObject object =
      parse_json_object(R"({"a":-1.5E+2,"b":12345678901234567890123,"c":1e400,"s":"7","d":8})").value();
  EXPECT_EQ(*find_member<double>(object, "a"), -150);
  EXPECT_EQ(*find_member<double>(object, "b"), 12345678901234567890123.0);
  EXPECT_NE(find_member<OtherJson>(object, "c"), nullptr);
  EXPECT_EQ(*find_member<std::string>(object, "s"), "7");
  EXPECT_EQ(*find_member<double>(object, "d"), 8);
}

TEST(JsonObject, HasOnlyNumbersOfTheGrammar) {
  for (const std::string number :
       {"-",    "+1",   "01",  "-01", "00",    "1.",  ".5",       "-.5",       "1e",  "1e+",   "1E-",
        "1.e5", "0x10", "1 2", "1-2", "1.2.3", "--1", "Infinity", "-Infinity", "NaN", "tr1ue", "1true"}) {
    EXPECT_EQ(compact(R"({"n":)" + number + "}"), "none") << number;
    EXPECT_EQ(compact(R"({"n":[)" + number + "]}"), "none") << number;
  }
}

TEST(JsonObject, KeepsNumbersInStringsApart) {
  EXPECT_EQ(compact(R"({"1":"-01.","2\"3":"\\","4":5,"6\\":["7\"",8]})"),
            R"({"1":"-01.","2\"3":"\\","4":5,"6\\":["7\"",8]})");
}

TEST(JsonObject, IsFormattedOnOneLineInPrintableAscii) {
  struct Case {
    std::string text;
    std::string formatted;
  };
  const std::vector<Case> cases = {
      {" {\r\n} ", "{}"},
      {"{ \"a\" : [ 1 , { } , [ ] ] , \t\"b\" : null }", R"({"a":[1,{},[]],"b":null})"},
      {R"({"a":[true,false,["b"],{"c":[]}]})", R"({"a":[true,false,["b"],{"c":[]}]})"},
      {R"({"\u0061\/":"\/\b\f\n\r\t\u0000\u007F"})", R"({"a/":"/\b\f\n\r\t\u0000\u007f"})"},
      {"{\"é\":{\"ü\":\"€\"}}", R"({"\u00e9":{"\u00fc":"\u20ac"}})"},
      {"{\"a\":\"\U0001F600\"}", R"({"a":"\ud83d\ude00"})"},
      {R"({"a":"\uD83D\uDE00"})", R"({"a":"\ud83d\ude00"})"},
  };
  for (const auto& [text, formatted] : cases) {
    EXPECT_EQ(compact(text), formatted);
  }
}

TEST(JsonObject, ReplacesWhatIsNoUnicode) {
  EXPECT_EQ(compact("{\"J\xFCrgen\":[\"M\xFCller \xE2\x82\"]}"),
            R"({"J\ufffdrgen":["M\ufffdller \ufffd\ufffd"]})");
  // One half of a surrogate pair: a name that was cut in the middle of an emoji.
  EXPECT_EQ(compact(R"({"a":"x\ud83d","b":"\uDE00x","c":"\ud83d\ud83d\ude00","d":"\ud83dA"})"),
            R"({"a":"x\ufffd","b":"\ufffdx","c":"\ufffd\ud83d\ude00","d":"\ufffdA"})");
  EXPECT_EQ(compact(R"({"a":"\\ud83d"})"), R"({"a":"\\ud83d"})");
}

TEST(JsonObject, TakesChangesOfItsMembers) {
  JsonObject object = parse_json_object(R"({"a":1,"b":2.0,"c":3})").value();
  object.set_string("a", "ü\"");
  object.set_number("d", -9007199254740993);
  object.erase("c");
  object.erase("x");
  EXPECT_EQ(format_json_object(object), R"({"a":"\u00fc\"","b":2.0,"d":-9007199254740993})");
  EXPECT_EQ(*find_member<std::string>(object, "a"), "ü\"");
  EXPECT_EQ(*find_member<double>(object, "d"), -9007199254740992);
  object.update(parse_json_object(R"({"e":[1.0],"b":true})").value());
  EXPECT_EQ(format_json_object(object), R"({"a":"\u00fc\"","b":true,"d":-9007199254740993,"e":[1.0]})");
  object.set({.name = "a", .value = OtherJson(), .text = R"({"n":-0})"});
  object.set_flag("b", false);
  EXPECT_EQ(format_json_object(object), R"({"a":{"n":-0},"b":false,"d":-9007199254740993,"e":[1.0]})");
}

TEST(JsonString, IsQuotedAndEscaped) {
  EXPECT_EQ(json_string(""), R"("")");
  EXPECT_EQ(json_string("a/'\"\\<"), R"("a/'\"\\<")");
  EXPECT_EQ(json_string(std::string_view("\0\x1F\n\x7F", 4)), R"("\u0000\u001f\n\u007f")");
  EXPECT_EQ(json_string("\u0080\u202E\U0010FFFF"), R"("\u0080\u202e\udbff\udfff")");
  EXPECT_EQ(json_string("a\xFF"
                        "b\xC3"),
            R"("a\ufffdb\ufffd")");
}

TEST(JsonObject, IsNoOtherText) {
  for (const std::string text :
       {"", " ", "null", "1", R"("a")", "[]", "[{}]", "{", "{}}", R"({"a"})", R"({"a":1,})", "{'a':1}",
        "<html>", "{\"a\":1}\xFF", R"({"a":"\u00"})", R"({"a":"\)", R"({"a":"\u)"}) {
    EXPECT_FALSE(parse_json_object(text).has_value()) << text;
  }
}

TEST(JsonObject, IsNestedNoDeeperThanAnyDocument) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(parse_json_object(nested(50)).has_value());
  EXPECT_FALSE(parse_json_object(nested(100)).has_value());
  EXPECT_FALSE(parse_json_object(nested(500'000)).has_value());
  EXPECT_FALSE(parse_json_object(std::string(500'000, '[')).has_value());
  // The outermost object counts, and the caller may set another limit.
  EXPECT_TRUE(parse_json_object(nested(kDocumentLimits.nesting - 1)).has_value());
  EXPECT_FALSE(parse_json_object(nested(kDocumentLimits.nesting)).has_value());
  EXPECT_TRUE(parse_json_object(nested(kDocumentLimits.nesting),
                                JsonLimits{.nesting = kDocumentLimits.nesting + 1, .members = 1})
                  .has_value());
}

TEST(JsonObject, HasNoMoreMembersThanAnyDocument) {
  const auto with_members = [](std::size_t count) {
    std::string text = "{\"o\":{";
    for (std::size_t i = 1; i < count; ++i) {
      text += (i == 1 ? "\"" : ",\"") + std::to_string(i) + "\":0";
    }
    return text + "}}";
  };
  EXPECT_TRUE(parse_json_object(with_members(1000)).has_value());
  EXPECT_FALSE(parse_json_object(with_members(1001)).has_value());
  EXPECT_FALSE(parse_json_object(with_members(100'000)).has_value());
}

}  // namespace
}  // namespace goto_token
