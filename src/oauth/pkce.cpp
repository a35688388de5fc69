#include "goto_token/oauth/pkce.hpp"

#include <openssl/evp.h>

#include <array>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/error.hpp"

namespace goto_token {

Secret make_code_verifier(std::span<const std::byte, kCodeVerifierOctets> random) {
  return Secret(base64url_encode(random));
}

std::string make_code_challenge(const Secret& code_verifier) {
  constexpr std::size_t kSha256Octets = 32;
  std::array<unsigned char, kSha256Octets> digest{};
  const std::string_view text = code_verifier.reveal();
  if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw Error(ExitCode::Failure, "cannot compute the code challenge: OpenSSL offers no SHA-256");
  }
  return base64url_encode(std::as_bytes(std::span(digest)));
}

}  // namespace goto_token
