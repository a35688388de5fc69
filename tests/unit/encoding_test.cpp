#include "goto_token/base/encoding.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace goto_token {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

struct Example {
  std::string_view plain;
  std::string_view encoded;
};

std::string base64url(std::string_view bytes) {
  return base64url_encode(std::as_bytes(std::span(bytes)));
}

TEST(Encoding, Base64ReproducesTheSpecificationVectors) {  // RFC 4648 §10
  for (const auto& [plain, encoded] :
       {Example{"", ""}, Example{"f", "Zg=="}, Example{"fo", "Zm8="}, Example{"foo", "Zm9v"},
        Example{"foob", "Zm9vYg=="}, Example{"fooba", "Zm9vYmE="}, Example{"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(base64_encode(plain), encoded);
  }
}

TEST(Encoding, Base64UrlHasNoPadding) {
  for (const auto& [plain, encoded] :
       {Example{"", ""}, Example{"f", "Zg"}, Example{"fo", "Zm8"}, Example{"foo", "Zm9v"},
        Example{"foob", "Zm9vYg"}, Example{"fooba", "Zm9vYmE"}, Example{"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(base64url(plain), encoded);
  }
}

TEST(Encoding, Base64AlphabetsDifferInTwoCharacters) {  // RFC 4648 §4 and §5
  EXPECT_EQ(base64_encode("\xFB\xFF\xFE"), "+//+");
  EXPECT_EQ(base64url("\xFB\xFF\xFE"), "-__-");
  EXPECT_EQ(base64_encode("\0\0"sv), "AAA=");
}

TEST(Encoding, Base64UrlDecodingTakesAnyPadding) {
  const std::vector<std::pair<std::string_view, std::string_view>> examples = {
      {"", ""},       {"Zg", "f"},     {"Zg==", "f"},       {"Zm8", "fo"},
      {"Zm8=", "fo"}, {"Zm9v", "foo"}, {"-_8", "\xFB\xFF"}, {"Zm9vYmFy", "foobar"},
  };
  for (const auto& [encoded, bytes] : examples) {
    EXPECT_EQ(base64url_decode(encoded), bytes) << encoded;
  }
}

TEST(Encoding, Base64UrlDecodingUndoesEncodingForEveryByte) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    bytes += static_cast<char>(byte);
    EXPECT_EQ(base64url_decode(base64url_encode(std::as_bytes(std::span(bytes)))), bytes);
  }
}

TEST(Encoding, Base64UrlDecodingAcceptsNoOtherCharacter) {
  for (const std::string_view text :
       {std::string_view("Zm+v"), std::string_view("Zm/v"), std::string_view("Zm9v\n"),
        std::string_view(" Zm9v"), std::string_view("Zm.v"), std::string_view("Zm\0v", 4),
        std::string_view("Zm\xC3\xA9")}) {
    EXPECT_EQ(base64url_decode(text), std::nullopt) << text;
  }
}

TEST(Encoding, PercentEncodingLeavesUnreservedCharactersAlone) {  // RFC 3986 §2.3
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  EXPECT_EQ(percent_encode(kUnreserved), kUnreserved);
}

TEST(Encoding, PercentEncodingEncodesAllOtherBytes) {  // RFC 3986 §2.1, §2.2
  EXPECT_EQ(percent_encode(":/?#[]@"), "%3A%2F%3F%23%5B%5D%40");
  EXPECT_EQ(percent_encode("!$&'()*+,;="), "%21%24%26%27%28%29%2A%2B%2C%3B%3D");
  EXPECT_EQ(percent_encode(" %\"<>\\^`{|}"), "%20%25%22%3C%3E%5C%5E%60%7B%7C%7D");
  EXPECT_EQ(percent_encode("\0\n\x7F\xFF"sv), "%00%0A%7F%FF");
  EXPECT_EQ(percent_encode("ü€"), "%C3%BC%E2%82%AC");
  EXPECT_EQ(percent_encode(""), "");
}

TEST(Encoding, FormEncodingReproducesTheSpecificationExample) {  // RFC 6749 appendix B
  EXPECT_EQ(form_encode(" %&+£€"sv), "+%25%26%2B%C2%A3%E2%82%AC");
}

TEST(Encoding, FormEncodingLeavesItsOwnSetAlone) {
  EXPECT_EQ(form_encode("AZaz09-._*"sv), "AZaz09-._*");
  EXPECT_EQ(form_encode("~!'()/="sv), "%7E%21%27%28%29%2F%3D");
}

TEST(Encoding, FormEncodesAWholeBody) {
  EXPECT_EQ(form_encode(FormParameters{{"grant_type", "authorization_code"},
                                       {"redirect_uri", "https://client.example.com/cb"},
                                       {"a b", "1+1=2"},
                                       {"empty", ""}}),
            "grant_type=authorization_code&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb"
            "&a+b=1%2B1%3D2&empty=");
  EXPECT_EQ(form_encode(FormParameters{}), "");
}

TEST(Encoding, FormDecodesTheSpecificationExample) {  // RFC 6749 §4.1.3
  EXPECT_EQ(form_decode("grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
                        "&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb"),
            (FormParameters{{"grant_type", "authorization_code"},
                            {"code", "SplxlOBeZQQYbYS6WxSbIA"},
                            {"redirect_uri", "https://client.example.com/cb"}}));
}

struct DecodeExample {
  std::string_view encoded;
  FormParameters parameters;
};

TEST(Encoding, FormDecodesNamesAndValues) {
  const std::vector<DecodeExample> examples = {
      {"", {}},
      {"&&", {}},
      {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
      {"&a=1&&b=2&", {{"a", "1"}, {"b", "2"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"=1", {{"", "1"}}},
      {"=", {{"", ""}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"a=1&a=2", {{"a", "1"}, {"a", "2"}}},
      {"a+b=c+d", {{"a b", "c d"}}},
      {"%61%3D=%2B%26%25", {{"a=", "+&%"}}},
      {"a=%c3%BC", {{"a", "ü"}}},
      {"a=%00b", {{"a", "\0b"s}}},
      {"a;b=c", {{"a;b", "c"}}},
  };
  for (const auto& [encoded, parameters] : examples) {
    EXPECT_EQ(form_decode(encoded), parameters) << encoded;
  }
}

TEST(Encoding, FormDecodingKeepsMalformedEscapes) {
  const std::vector<DecodeExample> examples = {
      {"a=%", {{"a", "%"}}},     {"a=%4", {{"a", "%4"}}},   {"a=%4&b=1", {{"a", "%4"}, {"b", "1"}}},
      {"a=%zz", {{"a", "%zz"}}}, {"a=%4g", {{"a", "%4g"}}}, {"a=%%41", {{"a", "%A"}}},
      {"%=%", {{"%", "%"}}},     {"a=%+4", {{"a", "% 4"}}},
  };
  for (const auto& [encoded, parameters] : examples) {
    EXPECT_EQ(form_decode(encoded), parameters) << encoded;
  }
}

TEST(Encoding, FormDecodingOfOneParameterPassesOverTheOthers) {
  struct ValuesExample {
    std::string_view encoded;
    std::vector<std::string> values;
  };
  const std::vector<ValuesExample> examples = {
      {"", {}},
      {"b=1&aa=2&A=3", {}},
      {"a", {""}},
      {"&&b=1&a=%2B+%zz&", {"+ %zz"}},
      {"a=1&%61=2&a=1", {"1", "2", "1"}},
      {"a=%41%42%43%44", {"ABCD"}},
      {"a=%41%42%43%44%45%46", {"ABCD%"}},
      {"a=0123456789abcdef", {"0123456789abc"}},
  };
  for (const auto& [encoded, values] : examples) {
    EXPECT_EQ(form_decode_values(encoded, "a", 4), values) << encoded;
  }
}

TEST(Encoding, FormDecodingUndoesEncodingForEveryByte) {
  FormParameters parameters;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "x" + std::string(1, static_cast<char>(byte)) + "y";
    parameters.emplace_back(text, text);
  }
  EXPECT_EQ(form_decode(form_encode(parameters)), parameters);
}

TEST(Encoding, FindsTheFirstValueOfAName) {
  const FormParameters parameters = {{"a", "1"}, {"b", ""}, {"a", "2"}};
  EXPECT_EQ(find_parameter(parameters, "a"), "1");
  EXPECT_EQ(find_parameter(parameters, "b"), "");
  EXPECT_EQ(find_parameter(parameters, "A"), std::nullopt);
}

TEST(Encoding, FindsTheFirstRepeatedName) {
  EXPECT_EQ(find_repeated_parameter({{"a", "1"}, {"b", "2"}, {"b", "2"}, {"a", "1"}}), "b");
  EXPECT_EQ(find_repeated_parameter({{"a", "1"}, {"b", "1"}, {"A", "1"}}), std::nullopt);
  EXPECT_EQ(find_repeated_parameter({}), std::nullopt);
}

}  // namespace
}  // namespace goto_token
