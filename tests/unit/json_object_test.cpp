#include "goto_token/oauth/json_object.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using Strings = std::vector<std::string>;

TEST(JsonObject, HasMembersOfEachKind) {
  const JsonObject object = parse_json_object(R"( {"n":null,"b":true,"i":3600,"f":0.5,"s":"a\u00e9\n",
    "l":["a","b"],"e":[],"m":["a",1],"o":{"a":"b"}} )")
                                .value();
  EXPECT_EQ(object.size(), 9U);
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

TEST(JsonObject, IsNoOtherText) {
  for (const std::string text : {"", " ", "null", "1", R"("a")", "[]", "[{}]", "{", "{}}", R"({"a"})",
                                 R"({"a":1,})", "{'a':1}", "<html>", "{\"a\":\"\xFF\"}"}) {
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
