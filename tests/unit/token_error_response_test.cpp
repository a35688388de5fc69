#include <gtest/gtest.h>

#include "goto_token/oauth/token_response.hpp"

namespace goto_token {
namespace {

using namespace std::string_literals;

/// `status error / description` of an error response, or `token`.
std::string describe(int status, const std::string& body) {
  const auto parsed = parse_token_response({status, {}, body});
  if (const auto* const response = std::get_if<TokenErrorResponse>(&parsed)) {
    return std::to_string(response->status) + " " + response->error + " / " + response->description;
  }
  return "token";
}

TEST(TokenErrorResponse, TakesTheSpecificationExample) {  // RFC 6749 §5.2
  EXPECT_EQ(describe(400, R"({"error":"invalid_request"})"), "400 invalid_request / ");
}

TEST(TokenErrorResponse, HoldsTheServersWords) {
  EXPECT_EQ(
      describe(400, R"({"error":"invalid_grant","error_description":"expired \u001b","error_uri":"u"})"),
      "400 invalid_grant / expired \x1b");
  EXPECT_EQ(describe(401, R"({"error":"not_registered"})"), "401 not_registered / ");
  EXPECT_EQ(describe(400, R"({"error":"e","error_description":["x"]})"), "400 e / ");
}

TEST(TokenErrorResponse, IsEvery400And401And403) {
  for (const int status : {400, 401, 403}) {
    const std::string prefix = std::to_string(status) + " ";
    for (const auto& body : {""s, "<html>"s, "null"s, "[]"s, "{}"s, R"({"error":1})"s, R"({"error":""})"s,
                             "\xFF"s, R"({"access_token":"t"})"s, std::string(100'000, '[')}) {
      EXPECT_EQ(describe(status, body), prefix + " / ") << body.substr(0, 80);
    }
    EXPECT_EQ(describe(status, R"({"error_description":"only"})"), prefix + " / only");
    EXPECT_EQ(describe(status, R"({"access_token":"t","error":"e"})"), prefix + "e / ");
  }
}

TEST(TokenErrorResponse, IsAnyOtherStatusWithAnOauthError) {
  for (const int status : {200, 201, 302, 404, 429, 500, 503}) {
    EXPECT_EQ(describe(status, R"({"error":"temporarily_unavailable","error_description":"later"})"),
              std::to_string(status) + " temporarily_unavailable / later");
  }
}

TEST(TokenErrorResponse, IsNone200WithAToken) {
  EXPECT_EQ(describe(200, R"({"access_token":"t","error":"e"})"), "token");
}

}  // namespace
}  // namespace goto_token
