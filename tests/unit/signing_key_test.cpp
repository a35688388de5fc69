#include "goto_token/oauth/signing_key.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <span>

#include "goto_token/base/encoding.hpp"
#include "support/failure.hpp"
#include "support/openssl_key.hpp"

namespace goto_token {
namespace {

using enum SigningAlgorithm;

// RFC 7515 appendix A.2.1, as PKCS#1.
constexpr const char* kRsaExample = R"(-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0
l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pC
gNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSX
ndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD
Zlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8
q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35S
bEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cf
UhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1O
n95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKK
Vf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f
40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlU
bjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnE
tfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPG
BY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPE
fgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYs
p1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnD
zQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7
DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4
U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm
27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN
54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCC
Mx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S
0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1Z
NqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE
6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1
-----END RSA PRIVATE KEY-----
)";

// RFC 8037 appendix A.1, as PKCS#8.
constexpr const char* kEd25519Example = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
)";

std::string encode(const std::string& octets) {
  return base64url_encode(std::as_bytes(std::span(octets)));
}

Failure failure_of_key(const std::string& pem) {
  return failure_of([&] { return parse_signing_key(Secret(pem)); });
}

TEST(SigningKey, ReproducesTheSpecificationExampleOfRs256) {  // RFC 7515 appendix A.2.1
  const SigningKey key = parse_signing_key(Secret(kRsaExample));
  EXPECT_EQ(encode(key.sign(Rs256,
                            "eyJhbGciOiJSUzI1NiJ9"
                            "."
                            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                            "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ")),
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
            "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
            "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
            "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
            "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
            "p0igcN_IoypGlUPQGe77Rw");
}

TEST(SigningKey, ReproducesTheSpecificationExampleOfEdDsa) {  // RFC 8037 appendix A.4
  const SigningKey key = parse_signing_key(Secret(kEd25519Example));
  EXPECT_EQ(encode(key.sign(EdDsa, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

struct Case {
  OpenSslKey key;
  std::string pem;
  std::vector<SigningAlgorithm> algorithms;
};

TEST(SigningKey, SignsAsOpenSslVerifiesInEveryFormOfPem) {
  const OpenSslKey rsa = OpenSslKey::rsa();
  const OpenSslKey p256 = OpenSslKey::ec("P-256");
  const OpenSslKey p384 = OpenSslKey::ec("P-384");
  const OpenSslKey pss = OpenSslKey::rsa_pss(EVP_sha256());
  const OpenSslKey ed25519 = OpenSslKey::of("ED25519");
  for (const auto& [key, pem, algorithms] : std::vector<Case>{{rsa, rsa.pkcs8(), {Rs256, Ps256}},
                                                              {rsa, rsa.traditional(), {Rs256, Ps256}},
                                                              {pss, pss.pkcs8(), {Ps256}},
                                                              {p256, p256.pkcs8(), {Es256}},
                                                              {p256, p256.traditional(), {Es256}},
                                                              {p384, p384.pkcs8(), {Es384}},
                                                              {p384, p384.traditional(), {Es384}},
                                                              {ed25519, ed25519.pkcs8(), {EdDsa}}}) {
    const SigningKey signing = parse_signing_key(Secret(pem));
    EXPECT_EQ(signing.algorithms(), algorithms) << pem.substr(0, 40);
    for (const SigningAlgorithm algorithm : algorithms) {
      const std::string name(to_string(algorithm));
      const std::string signature = signing.sign(algorithm, "text");
      EXPECT_TRUE(key.accepts(name, "text", signature)) << name;
      EXPECT_FALSE(key.accepts(name, "other text", signature)) << name;
    }
  }
}

TEST(SigningKey, SignsWithRAndSOfFixedLengthSideBySide) {  // RFC 7518 §3.4
  const SigningKey p256 = parse_signing_key(Secret(OpenSslKey::ec("P-256").pkcs8()));
  const SigningKey p384 = parse_signing_key(Secret(OpenSslKey::ec("P-384").pkcs8()));
  for (int i = 0; i < 600; ++i) {  // so that R or S begins with a zero octet now and then
    ASSERT_EQ(p256.sign(Es256, "text").size(), 64U);
  }
  EXPECT_EQ(p384.sign(Es384, "text").size(), 96U);
}

TEST(SigningKey, IsFoundBesideCertificatesAndParameters) {
  const OpenSslKey key = OpenSslKey::ec("P-256");
  const std::string other = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const std::string parameters =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  for (const std::string& pem :
       {other + key.pkcs8(), key.pkcs8() + other, parameters + key.traditional(),
        "Bag Attributes\n  friendlyName: x\n" + key.pkcs8(), key.public_key() + key.pkcs8()}) {
    const SigningKey signing = parse_signing_key(Secret(pem));
    EXPECT_TRUE(key.accepts("ES256", "text", signing.sign(Es256, "text"))) << pem.substr(0, 40);
  }
}

TEST(SigningKey, MayHaveLineEndsOfWindows) {
  std::string pem;
  for (const char c : OpenSslKey::of("ED25519").pkcs8()) {
    pem.append(c == '\n' ? 1 : 0, '\r').push_back(c);
  }
  EXPECT_EQ(parse_signing_key(Secret(pem)).algorithms(), std::vector{EdDsa});
}

TEST(SigningKey, SaysWhyAKeyCannotBeUsed) {
  struct Refused {
    std::string pem;
    std::string why;
  };
  const OpenSslKey p256 = OpenSslKey::ec("P-256");
  for (const auto& [pem, why] : std::vector<Refused>{
           {OpenSslKey::rsa(1024).pkcs8(), "its RSA key has 1024 bits, and 2048 are the fewest for signing"},
           {OpenSslKey::ec("P-521").pkcs8(),
            "its key is on the curve secp521r1, which client assertions do not use"},
           {OpenSslKey::ec("secp256k1").pkcs8(),
            "its key is on the curve secp256k1, which client assertions do not use"},
           {OpenSslKey::of("ED448").pkcs8(),
            "its key is of the type ED448, which client assertions do not use"},
           {OpenSslKey::of("X25519").pkcs8(),
            "its key is of the type X25519, which client assertions do not use"},
           {OpenSslKey::rsa_pss(EVP_sha512()).pkcs8(), "its key does not allow PS256"},
           {p256.public_key(), "it holds a public key, and only the private one signs"},
           {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "it holds a certificate and no private key"},
           {"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
            "it holds a certificate request and no private key"},
           {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
            "it is in OpenSSH's own format, not in PKCS#8"},
           {p256.pkcs8().substr(0, 100),
            "its private key is damaged, or of a kind that OpenSSL does not know"},
           {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "its private key is damaged, or of a kind that OpenSSL does not know"},
           {"{\"kty\":\"RSA\"}", "it is JSON, not PEM"},
           {std::string("\xFF\xFE-\0-\0", 6), "it is in UTF-16"},
           {"0", "it holds no PEM"},
           {"", "it holds no PEM"},
           {"client-secret", "it holds no PEM"}}) {
    EXPECT_EQ(failure_of_key(pem), (Failure{ExitCode::Configuration, why, ""})) << pem.substr(0, 40);
    EXPECT_EQ(ERR_peek_error(), 0U) << why;
  }
}

TEST(SigningKey, SaysHowABinaryKeyBecomesPem) {
  EXPECT_EQ(failure_of_key("0\x82\x04\xA4\x02"),
            (Failure{ExitCode::Configuration, "it is binary (DER or PKCS#12), not PEM",
                     "openssl pkey -in KEY -out NEW writes it as PEM; keep NEW to yourself"}));
}

TEST(SigningKey, AsksForNoPassphrase) {
  const Failure encrypted{ExitCode::Configuration,
                          "its private key is encrypted, and goto-token asks for no passphrase",
                          "openssl pkey -in KEY -out NEW writes it without one; keep NEW to yourself"};
  EXPECT_EQ(failure_of_key(OpenSslKey::ec("P-256").pkcs8("passphrase")), encrypted);
  EXPECT_EQ(failure_of_key("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                           "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n"
                           "-----END RSA PRIVATE KEY-----\n"),
            encrypted);
}

TEST(SigningKey, ChoosesTheAlgorithmThatTheServerOffers) {
  struct Choice {
    std::vector<std::string> offered;
    SigningAlgorithm chosen;
  };
  const SigningKey rsa = parse_signing_key(Secret(kRsaExample));
  for (const auto& [offered, chosen] : std::vector<Choice>{{{}, Rs256},
                                                           {{"PS256"}, Ps256},
                                                           {{"PS256", "RS256"}, Rs256},
                                                           {{"RS512", "ES256"}, Rs256},
                                                           {{"ES256", "PS256"}, Ps256},
                                                           {{"ps256"}, Rs256}}) {
    EXPECT_EQ(rsa.choose_algorithm(offered), chosen) << testing::PrintToString(offered);
  }
  EXPECT_EQ(parse_signing_key(Secret(kEd25519Example)).choose_algorithm({"RS256"}), EdDsa);
}

TEST(SigningKey, NamesAlgorithmsAsOnTheWire) {  // RFC 7518 §3.1, RFC 8037 §3.1
  for (const auto& [algorithm, name] : std::vector<std::pair<SigningAlgorithm, std::string>>{
           {Rs256, "RS256"}, {Ps256, "PS256"}, {Es256, "ES256"}, {Es384, "ES384"}, {EdDsa, "EdDSA"}}) {
    EXPECT_EQ(to_string(algorithm), name);
    EXPECT_EQ(find_signing_algorithm(name), algorithm);
  }
  EXPECT_EQ(find_signing_algorithm("HS256"), std::nullopt);
  EXPECT_EQ(find_signing_algorithm("none"), std::nullopt);
}

}  // namespace
}  // namespace goto_token
