#include "goto_token/config/typed_value.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

namespace goto_token {
namespace {

std::string unwrapped(std::string_view typed) {
  const TypedValue value = unwrap(typed);
  return std::string(value.text) + (value.had_quotes ? " (from quotes)" : "");
}

TEST(TypedValue, LosesTheBlanksAndTheQuotesAroundIt) {
  EXPECT_EQ(unwrapped("abc"), "abc");
  EXPECT_EQ(unwrapped(" \ta b\xc2\xa0 "), "a b");
  EXPECT_EQ(unwrapped(" 'a' "), "a (from quotes)");
  EXPECT_EQ(unwrapped("\" a'b \""), "a'b (from quotes)");
  EXPECT_EQ(unwrapped("``"), " (from quotes)");
  EXPECT_EQ(unwrapped("\u201Ca\u201D"), "a (from quotes)");
  EXPECT_EQ(unwrapped("\u2018 a\u2019"), "a (from quotes)");
  EXPECT_EQ(unwrapped("\u201C"), "\u201C");
  EXPECT_EQ(unwrapped("\u201Ca\u2019"), "\u201Ca\u2019");
  EXPECT_EQ(unwrapped("'"), "'");
  EXPECT_EQ(unwrapped("'a\""), "'a\"");
  EXPECT_EQ(unwrapped("a'b'"), "a'b'");
  EXPECT_EQ(unwrapped(""), "");
}

Failure objection_to(std::string_view key, const std::string& value, bool allow_http = false) {
  const auto objection = find_objection(key, value, allow_http);
  return objection ? Failure{objection->code(), objection->what(), objection->hint()}
                   : Failure{ExitCode::Success, "", ""};
}

Failure configuration(const std::string& why, const std::string& hint = "") {
  return {ExitCode::Configuration, why, hint};
}

const Failure kNone = {ExitCode::Success, "", ""};

TEST(TypedValue, IsReadAsARunReadsIt) {
  EXPECT_EQ(objection_to("OAUTH_ISSUER", "https://h/t"), kNone);
  EXPECT_EQ(objection_to("OAUTH_ISSUER", "h"),
            configuration("'h' cannot be used: it is not an absolute http or https URL"));
  EXPECT_EQ(objection_to("OAUTH_ISSUER", "https://me:pass@h"),
            configuration("the URL cannot be used: it has user information"));
  EXPECT_EQ(objection_to("OAUTH_ISSUER", "https://h?q"),
            configuration("'https://h?q' cannot be used: an issuer has no query (RFC 8414 §2)"));
  EXPECT_EQ(objection_to("OAUTH_CLIENT_ID", "my id"), kNone);
  EXPECT_EQ(objection_to("OAUTH_CLIENT_ID", "my\x1b[Did"),
            configuration("'my?[Did' holds a character that no client identifier may hold",
                          "copy it again from the place where the client is registered"));
  EXPECT_EQ(objection_to("OAUTH_SCOPE", "a b"), kNone);
  EXPECT_EQ(objection_to("OAUTH_SCOPE", "a \"b"),
            configuration("'a \"b' holds a character that no scope may hold"));
}

TEST(TypedValue, MayHavePlainHttpWhereThatIsAllowed) {
  for (const auto* const key : {"OAUTH_ISSUER", "OAUTH_REDIRECT_URI"}) {
    EXPECT_EQ(objection_to(key, "http://h.example").code, ExitCode::Configuration) << key;
    EXPECT_EQ(objection_to(key, "http://h.example", true), kNone) << key;
    EXPECT_EQ(objection_to(key, "http://127.0.0.1:5000"), kNone) << key;
  }
}

TEST(TypedValue, IsNotShownWhereItIsASecret) {
  EXPECT_EQ(objection_to("OAUTH_CLIENT_SECRET", "s3cr#'\"t "), kNone);
  EXPECT_EQ(objection_to("OAUTH_CLIENT_SECRET", "s3cret\x1b[D"),
            configuration("it holds a character that does not show, such as that of an arrow key",
                          "type or paste it again"));
  EXPECT_EQ(objection_to("OAUTH_CLIENT_SECRET", "#'\"`"),
            configuration("no env file can hold its quotes, '#' and backslashes all at once",
                          "leave it out here, and set OAUTH_CLIENT_SECRET_FILE to a file that holds it"));
}

}  // namespace
}  // namespace goto_token
