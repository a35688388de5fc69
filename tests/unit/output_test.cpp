#include "goto_token/commands/output.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

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
            R"(export GOTO_ACCESS_TOKEN='a'\''b'\\'$(c)`d`!"')"
            "\nexport GOTO_TOKEN_EXPIRES_AT='2026-02-01T00:59:59Z'\n");
  EXPECT_EQ(format(R"({"access_token":"t"})", OutputFormat::Env),
            "export GOTO_ACCESS_TOKEN='t'\nexport GOTO_TOKEN_EXPIRES_AT=''\n");
}

TEST(FormatToken, PrintsVariablesForReadersOfEnvFiles) {
  EXPECT_EQ(format(R"({"access_token":"a'b$(c)`d`!\"=#;","expires_in":3600})", OutputFormat::Dotenv),
            "GOTO_ACCESS_TOKEN=a'b$(c)`d`!\"=#;\nGOTO_TOKEN_EXPIRES_AT=2026-02-01T00:59:59Z\n");
  EXPECT_EQ(format(R"({"access_token":"t"})", OutputFormat::Dotenv),
            "GOTO_ACCESS_TOKEN=t\nGOTO_TOKEN_EXPIRES_AT=\n");
}

TEST(FormatToken, WritesNoVariableThatAReaderOfEnvFilesWouldChange) {
  const std::size_t longest = 64UL * 1024 - std::string("GOTO_ACCESS_TOKEN=\n").size();
  struct Case {
    std::string token;
    std::string why;
  };
  const std::vector<Case> cases = {
      {"secret\\", "it holds a backslash, which systemd reads as an escape"},
      {"\\'secret", "it holds a backslash, which systemd reads as an escape"},
      {"'secret'", "it begins with a quote, which systemd drops"},
      {"\"secret", "it begins with a quote, which systemd drops"},
      {std::string(longest + 1, 's'), "its line is longer than the 64 KiB that docker reads"},
      {" secret", "it holds blanks, control characters or other characters than ASCII"},
      {"secret\nPATH=x", "it holds blanks, control characters or other characters than ASCII"},
      {"secreté", "it holds blanks, control characters or other characters than ASCII"},
  };
  for (const auto& [token, why] : cases) {
    const IssuedToken issued{.access_token = Secret(token), .expires_at = {}, .json = {}};
    EXPECT_EQ(failure_of([&] { return format_token(issued, OutputFormat::Dotenv); }),
              (Failure{ExitCode::Failure, "cannot write GOTO_ACCESS_TOKEN as a dotenv line: " + why,
                       "use -o env, header, json or token, or goto-token exec"}));
  }
  const IssuedToken long_one{.access_token = Secret(std::string(longest, 's')), .expires_at = {}, .json = {}};
  EXPECT_NO_THROW(static_cast<void>(format_token(long_one, OutputFormat::Dotenv)));
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
