#include "goto_token/oauth/token_response.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

TokenResponse parse_token(const std::string& body) {
  auto parsed = parse_token_response({200, {}, body});
  return std::get<TokenResponse>(std::move(parsed));
}

/// A token response with one more member.
std::string with_member(const std::string& member) {
  return R"({"access_token":"t",)" + member + "}";
}

Failure no_token_response(const std::string& why, int status) {
  return {ExitCode::Network, "the token endpoint's response is not a token response: " + why,
          status == 429 || status >= 500 ? "try again later: the server has trouble or too much to do" : ""};
}

void expect_refused(int status, const std::string& body, const std::string& why) {
  EXPECT_EQ(failure_of([&] {
              return parse_token_response({status, {}, body});
            }),
            no_token_response(why, status))
      << status << " " << body.substr(0, 80);
}

TEST(TokenResponse, TakesTheSpecificationExample) {  // RFC 6749 §5.1
  const std::string body = R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example",
    "expires_in":3600,"refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","example_parameter":"example_value"})";
  expect_refused(200, body, "its token_type is not Bearer");
  std::string bearer = body;
  bearer.replace(bearer.find("\"example\""), 9, "\"Bearer\"");
  const TokenResponse token = parse_token(bearer);
  EXPECT_EQ(token.access_token.reveal(), "2YotnFZFEjr1zCsicMWpAA");
  EXPECT_EQ(token.expires_in, 3600s);
  EXPECT_EQ(token.scope, std::nullopt);
  EXPECT_EQ(token.json.reveal(), R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer",)"
                                 R"("expires_in":3600,"refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA",)"
                                 R"("example_parameter":"example_value"})");
}

TEST(TokenResponse, NeedsNothingButAnAccessToken) {
  const TokenResponse token = parse_token(R"({"access_token":"t"})");
  EXPECT_EQ(token.access_token.reveal(), "t");
  EXPECT_EQ(token.expires_in, std::nullopt);
  EXPECT_EQ(token.scope, std::nullopt);
}

TEST(TokenResponse, TakesATokenTypeInAnyLetterCase) {
  for (const auto* const type : {"Bearer", "bearer", "BEARER", "bEaReR"}) {
    EXPECT_EQ(parse_token(with_member(R"("token_type":")"s + type + "\"")).access_token.reveal(), "t");
  }
}

TEST(TokenResponse, TakesATokenTypeThatSaysNothing) {
  for (const auto* const type : {"null", R"("")"}) {
    EXPECT_EQ(parse_token(with_member(R"("token_type":)"s + type)).access_token.reveal(), "t");
  }
}

TEST(TokenResponse, RefusesOtherTokenTypes) {
  for (const auto* const type :
       {R"("mac")", R"(" ")", R"("Bearer ")", R"("N_A")", "false", "1", R"(["Bearer"])", "{}"}) {
    expect_refused(200, with_member(R"("token_type":)"s + type), "its token_type is not Bearer");
  }
}

struct Lifetime {
  std::string value;
  std::optional<std::chrono::seconds> expires_in;
};

TEST(TokenResponse, TakesALifetimeAsNumberOrNumericString) {
  constexpr auto kCentury = std::chrono::seconds(std::chrono::hours(24 * 365 * 100));
  const std::vector<Lifetime> table = {
      {"3600", 3600s},          {"0", 0s},
      {"3600.9", 3600s},        {"3.6e3", 3600s},
      {R"("3600")", 3600s},     {R"("0")", 0s},
      {R"("3600.9")", 3600s},   {R"("3.6e3")", 3600s},
      {"1e300", kCentury},      {"18446744073709551615", kCentury},
      {R"("1e300")", kCentury}, {"9223372036854775808", kCentury},
  };
  for (const auto& [value, expires_in] : table) {
    EXPECT_EQ(parse_token(with_member("\"expires_in\":" + value)).expires_in, expires_in) << value;
  }
}

TEST(TokenResponse, PassesOverALifetimeThatIsNone) {
  for (const auto* const value :
       {"-1", "-0.5", R"("-1")", R"("")", R"("soon")", R"("3600 s")", R"(" 3600")", R"("inf")", R"("nan")",
        R"("0x10")", R"("1e999")", "1e999", "null", "true", "[3600]", R"({"s":1})"}) {
    const TokenResponse token = parse_token(with_member(R"("expires_in":)"s + value));
    EXPECT_EQ(token.expires_in, std::nullopt) << value;
    EXPECT_EQ(token.access_token.reveal(), "t") << value;
  }
}

TEST(TokenResponse, RefusesAnAccessTokenThatIsNone) {
  expect_refused(200, "{}", "it has no access_token");
  expect_refused(200, R"({"token_type":"Bearer"})", "it has no access_token");
  expect_refused(200, R"({"Access_Token":"t"})", "it has no access_token");
  for (const auto* const value : {"null", "1", "true", R"(["t"])", R"({"t":1})"}) {
    expect_refused(200, R"({"access_token":)"s + value + "}", "its access_token is not a string");
  }
  expect_refused(200, R"({"access_token":""})", "its access_token is empty");
  for (const auto* const value :
       {" ", "a b", "a\\n", "a\\u0000b", "\\u001b[31m", "\\u007f", "é", "a\\r\\nX: y"}) {
    expect_refused(200, R"({"access_token":")"s + value + "\"}",
                   "its access_token holds more than visible ASCII");
  }
}

TEST(TokenResponse, TakesEveryVisibleAsciiCharacter) {
  std::string all;
  for (char c = 0x21; c < 0x7F; ++c) {
    all.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
  }
  EXPECT_EQ(parse_token(R"({"access_token":")" + all + "\"}").access_token.reveal().size(), 94U);
}

TEST(TokenResponse, RefusesWhatIsNoJsonObject) {
  for (const auto& body :
       {""s, " "s, "{"s, "[]"s, "null"s, R"("t")"s, "<html></html>"s, "access_token=t&token_type=bearer"s,
        R"([{"access_token":"t"}])"s, R"({"access_token":"t"}x)"s, R"({"access_token":"t",})"s,
        R"({'access_token':'t'})"s, "{\"access_token\":\"t\0\"}"s, R"({"access_token":"t","x":01})"s}) {
    expect_refused(200, body, "it is not a JSON object");
  }
}

TEST(TokenResponse, IsReadThoughOtherMembersHoldWhatIsNoUnicode) {
  const TokenResponse token =
      parse_token("{\"access_token\":\"t\",\"principal\":\"J\xFCrgen\",\"x\":\"\\ud800\"}");
  EXPECT_EQ(token.json.reveal(), R"({"access_token":"t","principal":"J\ufffdrgen","x":"\ufffd"})");
  expect_refused(200, "{\"access_token\":\"\xFF\"}", "its access_token holds more than visible ASCII");
}

TEST(TokenResponse, BearsNestingOnlyToADepth) {
  const auto nested = [](std::size_t depth) {
    return with_member("\"x\":" + std::string(depth, '[') + std::string(depth, ']'));
  };
  EXPECT_EQ(parse_token(nested(60)).access_token.reveal(), "t");
  for (const std::size_t depth : {65U, 1000U, 400'000U}) {
    expect_refused(200, nested(depth), "it is not a JSON object");
  }
}

TEST(TokenResponse, TakesTheLastOfDuplicateMembers) {
  const TokenResponse token =
      parse_token(R"({"access_token":"first","expires_in":1,"access_token":"last","expires_in":2})");
  EXPECT_EQ(token.access_token.reveal(), "last");
  EXPECT_EQ(token.expires_in, 2s);
}

TEST(TokenResponse, ComesWithAnySuccess) {
  for (const int status : {200, 201, 202, 203, 206, 299}) {
    const auto response = parse_token_response({status, {}, R"({"access_token":"t","error":"e"})"});
    const auto* const token = std::get_if<TokenResponse>(&response);
    ASSERT_NE(token, nullptr) << status;
    EXPECT_EQ(token->access_token.reveal(), "t") << status;
  }
  expect_refused(201, "", "it is not a JSON object (HTTP status 201)");
  expect_refused(204, "<html>", "it is not a JSON object (HTTP status 204)");
}

TEST(TokenResponse, RefusesOtherStatuses) {
  for (const int status : {100, 199, 300, 302, 307, 404, 429, 500, 502, 503}) {
    expect_refused(status, R"({"access_token":"t"})", "HTTP status " + std::to_string(status));
    expect_refused(status, "<html>", "HTTP status " + std::to_string(status));
    expect_refused(status, R"({"error":""})", "HTTP status " + std::to_string(status));
    expect_refused(status, R"({"error":1})", "HTTP status " + std::to_string(status));
  }
}

std::vector<std::string> words(const std::string& body, const std::vector<std::string>& requested) {
  return find_missing_scopes(parse_token(body), requested);
}

TEST(TokenResponse, LeavesOutScopesThatWereAskedFor) {
  const std::vector<std::string> requested = {"c", "a", "b"};
  EXPECT_EQ(words(with_member(R"("scope":"a")"), requested), (std::vector<std::string>{"c", "b"}));
  EXPECT_EQ(words(with_member(R"("scope":"b  a c more")"), requested), std::vector<std::string>{});
  EXPECT_EQ(words(with_member(R"("scope":"a,c")"), requested), std::vector<std::string>{"b"});
  EXPECT_EQ(words(with_member(R"("scope":"x,y A B,z C")"), {"x,y", "b"}), std::vector<std::string>{});
  EXPECT_EQ(words(with_member(R"("scope":"A B C")"), requested), std::vector<std::string>{});
  EXPECT_EQ(words(with_member(R"("scope":"a")"), {}), std::vector<std::string>{});
}

TEST(TokenResponse, GrantsWithATokenTheScopeThatAsksForThatToken) {  // Entra ID names neither scope
  const std::vector<std::string> requested = {"openid", "a", "offline_access"};
  EXPECT_EQ(words(with_member(R"("scope":"a")"), requested),
            (std::vector<std::string>{"openid", "offline_access"}));
  EXPECT_EQ(words(with_member(R"("scope":"a","refresh_token":"r")"), requested),
            std::vector<std::string>{"openid"});
  EXPECT_EQ(words(with_member(R"("scope":"a","id_token":"i")"), requested),
            std::vector<std::string>{"offline_access"});
  EXPECT_EQ(words(with_member(R"("scope":"x","id_token":"i","refresh_token":"r")"), requested),
            std::vector<std::string>{"a"});
  for (const char* const nothing : {R"("scope":"a","id_token":null)", R"("scope":"a","id_token":"")"}) {
    EXPECT_EQ(words(with_member(nothing), {"openid"}), std::vector<std::string>{"openid"});
  }
}

TEST(TokenResponse, MissesNoScopeWhereItNamesNone) {  // RFC 6749 §5.1
  EXPECT_EQ(words(R"({"access_token":"t"})", {"a"}), std::vector<std::string>{});
  EXPECT_EQ(words(with_member(R"("scope":["a"])"), {"b"}), std::vector<std::string>{});
  EXPECT_EQ(words(with_member(R"("scope":"")"), {"b"}), std::vector<std::string>{});
}

TEST(TokenResponse, ExpiresAfterItsLifetime) {
  constexpr std::chrono::sys_seconds kReceived{1'000'000'000s};
  EXPECT_EQ(expires_at(parse_token(with_member(R"("expires_in":3600)")), kReceived), kReceived + 3600s);
  EXPECT_EQ(expires_at(parse_token(R"({"access_token":"t"})"), kReceived), std::nullopt);
}

}  // namespace
}  // namespace goto_token
