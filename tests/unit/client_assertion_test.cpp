#include "goto_token/oauth/client_assertion.hpp"

#include <gtest/gtest.h>

#include <array>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/text.hpp"
#include "support/openssl_key.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using Random = std::array<std::byte, kJtiOctets>;

AssertionClaims example_claims() {
  return {.client_id = "client-1",
          .audience = "https://server.example/token",
          .key_id = "key-1",
          .issued_at = std::chrono::sys_seconds(1'700'000'000s)};
}

/// The parts of a JWS: header and payload decoded, the signing input and the octets of the signature.
struct Parts {
  std::string header;
  std::string payload;
  std::string input;
  std::string signature;
};

Parts split(const Secret& assertion) {
  const std::string text(assertion.reveal());
  const std::size_t first = text.find('.');
  const std::size_t last = text.rfind('.');
  return {.header = base64url_decode(text.substr(0, first)).value_or(""),
          .payload = base64url_decode(text.substr(first + 1, last - first - 1)).value_or(""),
          .input = text.substr(0, last),
          .signature = base64url_decode(text.substr(last + 1)).value_or("")};
}

Parts make(const AssertionClaims& claims, const OpenSslKey& key, SigningAlgorithm algorithm) {
  return split(make_client_assertion(claims, parse_signing_key(Secret(key.pkcs8())), algorithm, Random{}));
}

TEST(ClientAssertion, SaysWhoTheClientIsForAMinute) {  // RFC 7523 §3, OpenID Connect Core 1.0 §9
  const OpenSslKey key = OpenSslKey::ec("P-256");
  const Parts made = make(example_claims(), key, SigningAlgorithm::Es256);
  EXPECT_EQ(made.header, R"({"alg":"ES256","typ":"JWT","kid":"key-1"})");
  EXPECT_EQ(made.payload, R"({"iss":"client-1","sub":"client-1","aud":"https://server.example/token",)"
                          R"("jti":"AAAAAAAAAAAAAAAAAAAAAA","iat":1700000000,"exp":1700000060})");
  EXPECT_TRUE(key.accepts("ES256", made.input, made.signature));
}

TEST(ClientAssertion, IsSignedWithEachAlgorithm) {
  using enum SigningAlgorithm;
  const OpenSslKey rsa = OpenSslKey::rsa();
  for (const auto& [key, algorithm] :
       std::vector<std::pair<OpenSslKey, SigningAlgorithm>>{{rsa, Rs256},
                                                            {rsa, Ps256},
                                                            {OpenSslKey::ec("P-256"), Es256},
                                                            {OpenSslKey::ec("P-384"), Es384},
                                                            {OpenSslKey::of("ED25519"), EdDsa}}) {
    const std::string name(to_string(algorithm));
    const Parts made = make(example_claims(), key, algorithm);
    EXPECT_EQ(made.header, R"({"alg":")" + name + R"(","typ":"JWT","kid":"key-1"})");
    EXPECT_TRUE(key.accepts(name, made.input, made.signature)) << name;
  }
}

TEST(ClientAssertion, NamesNoKeyWhereNoneIsNamed) {
  AssertionClaims claims = example_claims();
  claims.key_id.clear();
  EXPECT_EQ(make(claims, OpenSslKey::of("ED25519"), SigningAlgorithm::EdDsa).header,
            R"({"alg":"EdDSA","typ":"JWT"})");
}

TEST(ClientAssertion, HoldsAnyIdentifierAsJson) {
  AssertionClaims claims = example_claims();
  claims.client_id = "id \"\u00e9\"\\";
  claims.key_id = "k\"";
  const Parts made = make(claims, OpenSslKey::of("ED25519"), SigningAlgorithm::EdDsa);
  EXPECT_EQ(made.header, R"({"alg":"EdDSA","typ":"JWT","kid":"k\""})");
  EXPECT_TRUE(made.payload.starts_with(R"({"iss":"id \"\u00e9\"\\","sub":"id \"\u00e9\"\\",)"))
      << made.payload;
}

TEST(ClientAssertion, HasAnotherJtiForOtherRandomOctets) {
  Random random = {};
  random.fill(std::byte{0xFF});
  const SigningKey key = parse_signing_key(Secret(OpenSslKey::of("ED25519").pkcs8()));
  const Parts made = split(make_client_assertion(example_claims(), key, SigningAlgorithm::EdDsa, random));
  EXPECT_NE(made.payload.find(R"("jti":"_____________________w")"), std::string::npos) << made.payload;
}

}  // namespace
}  // namespace goto_token
