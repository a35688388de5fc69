#include "goto_token/config/env_file_text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <random>
#include <string>

#include "goto_token/config/dotenv.hpp"
#include "goto_token/config/env_template.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

std::string written_as(std::string_view value) {
  const auto text = quote_for_env_file(value);
  return text ? std::string(text->reveal()) : "(none)";
}

std::string text_of(const EnvFileValues& values) {
  return std::string(make_env_file_text(values).reveal());
}

TEST(EnvFileText, QuotesAValueAsLittleAsItNeeds) {
  struct Example {
    std::string value;
    std::string text;
  };
  for (const auto& [value, text] : std::initializer_list<Example>{
           {"abc", "abc"},
           {"http://127.0.0.1:5000/a-b_c.d", "http://127.0.0.1:5000/a-b_c.d"},
           {"", "''"},
           {"a b", "'a b'"},
           {" a ", "' a '"},
           {"a#b", "'a#b'"},
           {"$HOME", "'$HOME'"},
           {"a\\nb", "'a\\nb'"},
           {"a\nb", "'a\nb'"},
           {"it's", "\"it's\""},
           {"'\"", "`'\"`"},
           {"it's \\n", "`it's \\n`"},
           {"a\"b'c`d", "a\"b'c`d"},
           {"end\\", "end\\"},
           {"\xc3\xa9", "'\xc3\xa9'"},
       }) {
    EXPECT_EQ(written_as(value), text);
  }
}

TEST(EnvFileText, DoesNotQuoteWhatNoQuotesHold) {
  for (const std::string value : {"a\"b'c`d#", "'\"`", " '\"`", "a b#\\", "a\rb", "' \" ` \\"}) {
    EXPECT_EQ(written_as(value), "(none)") << value;
  }
  const EnvFileValues values = {
      .issuer = "", .client_id = "a\rb", .client_secret = {}, .redirect_uri = "r", .scope = ""};
  EXPECT_EQ(failure_of([&] { return make_env_file_text(values); }),
            (Failure{ExitCode::Configuration, "OAUTH_CLIENT_ID holds what no env file can hold", ""}));
}

/// Values of up to seven parts that are known to be difficult, always the same ones.
class NastyValues {
 public:
  std::string next() {
    static constexpr auto kParts = std::to_array<std::string_view>({"'",
                                                                    "\"",
                                                                    "`",
                                                                    "\\",
                                                                    "\\n",
                                                                    "\\r",
                                                                    "#",
                                                                    " ",
                                                                    "\t",
                                                                    "\n",
                                                                    "$",
                                                                    "=",
                                                                    "a",
                                                                    "B=1",
                                                                    "export ",
                                                                    "\xc2\xa0",
                                                                    "\xe2\x80\xa8",
                                                                    "\xef\xbb\xbf",
                                                                    "\xc3\xa9",
                                                                    "\xff",
                                                                    ": ",
                                                                    "${A}"});
    std::string value;
    for (auto count = pick(8); count > 0; --count) {
      value += kParts.at(pick(kParts.size()));
    }
    return value;
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }

  std::mt19937 random_{20'749};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same values each time
};

TEST(EnvFileText, ComesBackAsItWasFromTheParser) {
  NastyValues values;
  int held = 0;
  constexpr int kRounds = 20'000;
  for (int round = 0; round < kRounds; ++round) {
    const std::array<std::string, 3> value = {values.next(), values.next(), values.next()};
    std::string text;
    DotenvValues expected;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (const auto line = quote_for_env_file(value.at(i))) {
        const std::string key = "KEY_" + std::to_string(i);
        text.append(key).append("=").append(line->reveal()).append("\n# a comment's \"quotes`\n");
        expected.emplace(key, value.at(i));
        ++held;
      }
    }
    ASSERT_EQ(parse_dotenv(text), expected) << text;
  }
  EXPECT_GT(held, kRounds * 3 / 2) << "most values can be written";
}

TEST(EnvFileText, SetsWhatWasTyped) {
  const EnvFileValues values = {.issuer = "https://login.example.com",
                                .client_id = "my client",
                                .client_secret = Secret("s3cr#t"),
                                .redirect_uri = "http://127.0.0.1:5000/cb",
                                .scope = "a b"};
  EXPECT_EQ(text_of(values),
            "# Written by goto-token init. Keep it to yourself. For all that can be set, see goto-token init "
            "--print\n"
            "\n"
            "# The issuer of the authorization server, whose metadata names its endpoints.\n"
            "OAUTH_ISSUER=https://login.example.com\n"
            "\n"
            "# The client, as it is registered there.\n"
            "OAUTH_CLIENT_ID='my client'\n"
            "OAUTH_CLIENT_SECRET='s3cr#t'\n"
            "\n"
            "# Exactly as registered with the client.\n"
            "OAUTH_REDIRECT_URI=http://127.0.0.1:5000/cb\n"
            "\n"
            "# Asked for when no --scope is given; space-separated.\n"
            "OAUTH_SCOPE='a b'\n"
            "\n"
            "# For whom tokens are meant, where the server needs that, as Auth0 does.\n"
            "# OAUTH_AUDIENCE=\n");
  EXPECT_EQ(parse_dotenv(text_of(values)), (DotenvValues{{"OAUTH_ISSUER", "https://login.example.com"},
                                                         {"OAUTH_CLIENT_ID", "my client"},
                                                         {"OAUTH_CLIENT_SECRET", "s3cr#t"},
                                                         {"OAUTH_REDIRECT_URI", "http://127.0.0.1:5000/cb"},
                                                         {"OAUTH_SCOPE", "a b"}}));
}

TEST(EnvFileText, LeavesOutWhatWasNotTyped) {
  const EnvFileValues values = {
      .issuer = "", .client_id = "id", .client_secret = {}, .redirect_uri = "http://[::1]/", .scope = ""};
  EXPECT_EQ(parse_dotenv(text_of(values)),
            (DotenvValues{{"OAUTH_CLIENT_ID", "id"}, {"OAUTH_REDIRECT_URI", "http://[::1]/"}}));
}

TEST(EnvTemplate, SetsNothingUntilItIsFilledIn) {
  EXPECT_EQ(parse_dotenv(env_template()),
            (DotenvValues{{"OAUTH_CLIENT_ID", ""}, {"OAUTH_CLIENT_SECRET", ""}}));
}

}  // namespace
}  // namespace goto_token
