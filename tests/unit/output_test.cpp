#include "goto_token/commands/output.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds kReceived{1769903999s};  // 2026-01-31T23:59:59Z

std::string format(const std::string& body, OutputFormat output) {
  auto parsed = parse_token_response({200, {}, body});
  const IssuedToken token = make_issued_token({std::get<TokenResponse>(std::move(parsed)), kReceived});
  return std::string(format_token(token, output).reveal());
}

TEST(FormatToken, PrintsTheTokenAndANewline) {
  EXPECT_EQ(format(R"({"access_token":"a.b-c","expires_in":3600})", OutputFormat::Token), "a.b-c\n");
}

TEST(FormatToken, PrintsAHeaderField) {
  EXPECT_EQ(format(R"({"access_token":"a.b-c"})", OutputFormat::Header), "Authorization: Bearer a.b-c\n");
}

TEST(FormatToken, PrintsVariablesThatAShellTakesAsTheyAre) {
  EXPECT_EQ(format(R"({"access_token":"a'b\\$(c)`d`!\"","expires_in":3600})", OutputFormat::Env),
            R"(export GOTO_ACCESS_TOKEN='a'\''b\$(c)`d`!"')"
            "\nexport GOTO_TOKEN_EXPIRES_AT='2026-02-01T00:59:59Z'\n");
  EXPECT_EQ(format(R"({"access_token":"t"})", OutputFormat::Env),
            "export GOTO_ACCESS_TOKEN='t'\nexport GOTO_TOKEN_EXPIRES_AT=''\n");
}

TEST(FormatToken, PrintsTheResponseAndItsExpiryAsJson) {
  EXPECT_EQ(format(R"({"access_token":"t","expires_in":3600})", OutputFormat::Json),
            R"({"access_token":"t","expires_in":3600,"expires_at":"2026-02-01T00:59:59Z"})"
            "\n");
}

TEST(FormatToken, KeepsUnknownMembersAndTheOrderOfMembers) {
  EXPECT_EQ(format(R"({"token_type":"Bearer", "z":{"b":[1,2.5,null,true],"a":""}, "access_token":"t",
                     "principal":"j\u00fcrgen@example.com", "scope":"a b", "a":-9007199254740993})",
                   OutputFormat::Json),
            R"({"token_type":"Bearer","z":{"b":[1,2.5,null,true],"a":""},"access_token":"t",)"
            R"("principal":"j\u00fcrgen@example.com","scope":"a b","a":-9007199254740993})"
            "\n");
}

TEST(FormatToken, HasNoExpiryThatIsNotKnown) {
  EXPECT_EQ(format(R"({"access_token":"t"})", OutputFormat::Json), "{\"access_token\":\"t\"}\n");
}

TEST(FormatToken, CountsANumericStringAsALifetime) {
  EXPECT_EQ(format(R"({"access_token":"t","expires_in":"60"})", OutputFormat::Json),
            R"({"access_token":"t","expires_in":"60","expires_at":"2026-02-01T00:00:59Z"})"
            "\n");
}

TEST(FormatToken, LeavesAnExpiryOfTheServerOut) {
  EXPECT_EQ(format(R"({"expires_at":1,"access_token":"t","expires_in":1})", OutputFormat::Json),
            R"({"access_token":"t","expires_in":1,"expires_at":"2026-02-01T00:00:00Z"})"
            "\n");
  EXPECT_EQ(format(R"({"expires_at":"never","access_token":"t"})", OutputFormat::Json),
            "{\"access_token\":\"t\"}\n");
}

TEST(FormatToken, KeepsNumbersAsTheServerWroteThem) {
  const std::string body =
      R"({"access_token":"t","n":[-0,1.0,1E+2,12345678901234567890123,1e400,{"f":0.10}]})";
  EXPECT_EQ(format(body, OutputFormat::Json), body + "\n");
}

TEST(FormatToken, EscapesEverythingBeyondPrintableAsciiInJson) {
  EXPECT_EQ(format("{\"access_token\":\"t\",\"x\":\"\\u001b[31m\\n \x7F \u0085 \u202E \U0001F600 \xFF\"}",
                   OutputFormat::Json),
            R"({"access_token":"t","x":"\u001b[31m\n \u007f \u0085 \u202e \ud83d\ude00 \ufffd"})"
            "\n");
}

}  // namespace
}  // namespace goto_token
