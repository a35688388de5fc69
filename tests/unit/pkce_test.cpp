#include "goto_token/oauth/pkce.hpp"

#include <gtest/gtest.h>

#include <array>

namespace goto_token {
namespace {

TEST(Pkce, ReproducesTheSpecificationExample) {  // RFC 7636 appendix B
  constexpr std::array<unsigned char, kCodeVerifierOctets> kOctets = {
      116, 24,  223, 180, 151, 153, 224, 37,  79, 250, 96, 125, 216, 173, 187, 186,
      22,  212, 37,  77,  105, 214, 191, 240, 91, 88,  5,  88,  83,  132, 141, 121};
  const Secret code_verifier = make_code_verifier(std::as_bytes(std::span(kOctets)));
  EXPECT_EQ(code_verifier.reveal(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  EXPECT_EQ(make_code_challenge(code_verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Pkce, MakesVerifiersOf43UnreservedCharacters) {  // RFC 7636 §4.1
  std::array<std::byte, kCodeVerifierOctets> octets = {};
  for (const std::byte octet : {std::byte{0x00}, std::byte{0xFF}, std::byte{0xFB}}) {
    octets.fill(octet);
    const Secret code_verifier = make_code_verifier(octets);
    EXPECT_EQ(code_verifier.reveal().size(), 43U);
    EXPECT_EQ(code_verifier.reveal().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                       "abcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string_view::npos);
  }
}

TEST(Pkce, MakesAnotherChallengeForAnotherVerifier) {
  EXPECT_EQ(make_code_challenge(Secret("")), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");  // SHA-256 of ""
  EXPECT_NE(make_code_challenge(Secret("a")), make_code_challenge(Secret("b")));
}

}  // namespace
}  // namespace goto_token
