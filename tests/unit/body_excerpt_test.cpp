#include "goto_token/tokens/body_excerpt.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

const std::string kSecret = "3naO10IA2agcvG+9I9T/EQ==";

TEST(BodyExcerpt, IsTheBodyMadeHarmless) {
  EXPECT_EQ(make_body_excerpt("<html>502 Bad Gateway\x1b[31m</html>", {}),
            "<html>502 Bad Gateway?[31m</html>");
  EXPECT_EQ(make_body_excerpt(std::string(400, 'x'), {}), std::string(300, 'x') + "…");
}

TEST(BodyExcerpt, HidesASecretInEachOfItsSpellings) {
  for (const std::string& spelling :
       {kSecret, std::string("3naO10IA2agcvG%2B9I9T%2FEQ%3D%3D"),
        std::string("3naO10IA2agcvG%2b9I9T%2fEQ%3d%3d"), std::string("3naO10IA2agcvG&#43;9I9T&#x2F;EQ=="),
        std::string(R"(3naO10IA2agcvG+9I9T\/EQ==)"),
        std::string(R"(3naO10IA2agcvG\u002b9I9T\u002FEQ\u003d=)"),
        std::string("3naO10IA2agcvG%252B9I9T%252FEQ%253D="), std::string("%33naO10IA2agcvG+9I9T/EQ==")}) {
    EXPECT_EQ(make_body_excerpt("you sent '" + spelling + "'.", {kSecret}), "you sent '…'.") << spelling;
  }
}

TEST(BodyExcerpt, HidesWhatIsNamedLikeACredential) {
  EXPECT_EQ(
      make_body_excerpt(R"({"access_token":"abc.def","token_type":"mac", "refresh_token" : "xyz"})", {}),
      R"({"access_token":"…","token_type":"mac", "refresh_token" : "…"})");
  EXPECT_EQ(make_body_excerpt(R"({"access_token":"abc)", {}), R"({"access_token":"…)");
  EXPECT_EQ(make_body_excerpt(R"({"request_uri":"urn:x:abc","x":1})", {}), R"({"request_uri":"…","x":1})");
  EXPECT_EQ(make_body_excerpt("access_token=abc&token_type=bearer&ID_TOKEN=x", {}),
            "access_token=…&token_type=bearer&ID_TOKEN=…");
  EXPECT_EQ(make_body_excerpt(R"({"access\u005ftoken":"abc"})", {}), R"({"access_token":"…"})");
  EXPECT_EQ(make_body_excerpt(R"({"client_secret": 12345, "code":"c"})", {}),
            R"({"client_secret": …, "code":"…"})");
}

TEST(BodyExcerpt, HidesAValueWithBlanksAndMarksInIt) {
  EXPECT_EQ(make_body_excerpt(R"({"access_token":"abc def&ghi;jkl, mno","x":1})", {}),
            R"({"access_token":"…","x":1})");
  EXPECT_EQ(make_body_excerpt(R"({"access_token":"abc\"def" , "x":1})", {}),
            R"({"access_token":"…" , "x":1})");
  EXPECT_EQ(make_body_excerpt("access_token='abc def'", {}), "access_token='…'");
  EXPECT_EQ(make_body_excerpt(R"({"access_token":"","x":"1"})", {}), R"({"access_token":"…","x":"1"})");
}

TEST(BodyExcerpt, HidesAListAndAnObjectWhole) {
  EXPECT_EQ(make_body_excerpt(R"({"x":1,"access_token":["abc","def"]})", {}), R"({"x":1,"access_token":…)");
  EXPECT_EQ(make_body_excerpt(R"({"token": {"value":"abc"}})", {}), R"({"token": …)");
}

TEST(BodyExcerpt, HidesWhatTagsNameLikeACredential) {
  EXPECT_EQ(make_body_excerpt("<r><access_token>abc def</access_token><x>1</x></r>", {}),
            "<r><access_token>…</access_token><x>1</x></r>");
  EXPECT_EQ(make_body_excerpt(R"(<input name="code" value="abc"/><input name="x" value="1">)", {}),
            R"(<input name="code" value="…"/><input name="x" value="1">)");
  EXPECT_EQ(make_body_excerpt(R"(<meta name='csrf-token' content='abc'>)", {}),
            R"(<meta name='csrf-token' content='…'>)");
}

TEST(BodyExcerpt, HidesAWebTokenAnywhere) {
  EXPECT_EQ(make_body_excerpt("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", {}), "…");
  EXPECT_EQ(make_body_excerpt("got eyJhbGciOiJIUzI1NiJ9.e30.c2ln, and eyJh", {}), "got …, and …");
}

TEST(BodyExcerpt, LeavesOrdinaryWordsAlone) {
  for (const auto* const body : {"the token has expired", "an unknown code, it says",
                                 R"({"error_code":17,"token_type":"x"})", "&; &#; \\u12 %4"}) {
    EXPECT_EQ(make_body_excerpt(body, {}), body);
  }
}

TEST(RedactSecrets, FindsASecretInEachOfItsEncodings) {
  const std::vector<std::string> secrets = {"cl!ent+secret/=%1"};
  for (const std::string text :
       {"cl!ent+secret/=%1", "cl%21ent%2bsecret%2f%3d%251", "cl%2521ent%252bsecret%252f%253d%25251",
        "cl!ent&#43;secret&#x2f;=%1", R"(cl!ent\u002bsecret\/=%1)", "cl!ent secret/=%1",
        "%63%6c%21%65%6e%74%2b%73%65%63%72%65%74%2f%3d%25%31"}) {
    EXPECT_EQ(redact_secrets("client_secret=" + text + " was wrong", secrets), "client_secret=… was wrong")
        << text;
  }
}

TEST(RedactSecrets, LeavesATextWithoutSecretsAsItIs) {
  const std::string text = R"(100%25 of &amp; and \/ and "quotes")";
  EXPECT_EQ(redact_secrets(text, {"secret-1"}), text);
  EXPECT_EQ(redact_secrets(text + " secret-1", {"secret-1"}), text + " …");
}

}  // namespace
}  // namespace goto_token
