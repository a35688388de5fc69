#include "goto_token/oauth/principal.hpp"

#include <gtest/gtest.h>

#include <array>

#include "goto_token/base/encoding.hpp"

namespace goto_token {
namespace {

std::string principal_of(const std::string& json) {
  return find_principal(parse_json_object(json).value());
}

std::string id_token(const std::string& claims) {
  return R"({"id_token":"e30.)" + base64url_encode(std::as_bytes(std::span(claims))) +
         R"(.c2ln","sub":"top"})";
}

TEST(Principal, IsWhatTheServerCallsSo) {
  EXPECT_EQ(principal_of(R"({"principal":"someone@example.org","sub":"1"})"), "someone@example.org");
}

TEST(Principal, IsWhatTheIdTokenSaysOfTheUser) {
  EXPECT_EQ(principal_of(id_token(R"({"sub":"1","name":"N","email":"e@h"})")), "e@h");
  EXPECT_EQ(principal_of(id_token(R"({"sub":"1","preferred_username":"u"})")), "u");
  EXPECT_EQ(principal_of(id_token(R"({"sub":"1","name":"N"})")), "N");
  EXPECT_EQ(principal_of(id_token(R"({"sub":"1","email":7})")), "1");
}

TEST(Principal, IsTheSubjectOfTheResponseWhereNothingElseTells) {
  EXPECT_EQ(principal_of(id_token("no JSON")), "top");
  EXPECT_EQ(principal_of(R"({"id_token":"no dots","sub":"top"})"), "top");
  EXPECT_EQ(principal_of(R"({"id_token":"a.!.c","sub":"top"})"), "top");
  EXPECT_EQ(principal_of(R"({"principal":"","sub":"top"})"), "top");
}

TEST(Principal, IsEmptyWhereNothingTells) {
  EXPECT_EQ(principal_of(R"({"access_token":"t","principal":null,"id_token":"a..b"})"), "");
}

}  // namespace
}  // namespace goto_token
