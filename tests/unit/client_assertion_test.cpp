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

/// A self-signed certificate of CN=client, made by the openssl command: DER in base64url.
constexpr const char* kCertificate =
    "MIIBNjCB6aADAgECAhQPFWoqVQ6oABSmfBeSy7byxUR59TAFBgMrZXAwETEPMA0GA1UEAwwGY2xpZW50MB4XDTI2MTEyNzA2MDgy"
    "NVoXDTM2MTEyNDA2MDgyNVowETEPMA0GA1UEAwwGY2xpZW50MCowBQYDK2VwAyEAfxVOgWzyVwTymsowdDum17xMijXpMrtAJZeY"
    "3dGH-HCjUzBRMB0GA1UdDgQWBBSm-ZRKguaNk1dmWNMnov3b5i5NcjAfBgNVHSMEGDAWgBSm-ZRKguaNk1dmWNMnov3b5i5NcjAP"
    "BgNVHRMBAf8EBTADAQH_MAUGAytlcANBAGxVR3u5wBoSeiHruMEH__oua3tr0TZ5ie07xdZxIi-RgOb6IiIwbVGhyxA2bJ_NB0kT"
    "4g23yfrEL1sHP5za-gk";

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

TEST(ClientAssertion, NamesTheCertificateByItsThumbprints) {  // RFC 7515 §4.1.7, §4.1.8
  AssertionClaims claims = example_claims();
  claims.key_id.clear();
  claims.certificate = base64url_decode(kCertificate).value_or("");
  EXPECT_EQ(claims.certificate.size(), 314U);
  // What `openssl x509 -fingerprint` says with -sha1 and -sha256, in base64url.
  EXPECT_EQ(make(claims, OpenSslKey::of("ED25519"), SigningAlgorithm::EdDsa).header,
            R"({"alg":"EdDSA","typ":"JWT","x5t":"LpjG6yThWoHqlIOB_YK01avus50",)"
            R"("x5t#S256":"K--yKkHkwCMFUCf9RF3Re5TfddvIDvf3QlNVkf0u298"})");
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
