#include "goto_token/oauth/certificate_thumbprint.hpp"

#include <openssl/evp.h>

#include <array>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/error.hpp"

namespace goto_token {
namespace {

std::string make_thumbprint(std::string_view certificate, const EVP_MD* algorithm) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(certificate.data(), certificate.size(), digest.data(), &size, algorithm, nullptr) != 1) {
    throw Error(ExitCode::Failure,
                std::string("cannot compute the thumbprint of the client certificate: OpenSSL offers no ") +
                    EVP_MD_get0_name(algorithm));
  }
  return base64url_encode(std::as_bytes(std::span(digest).first(size)));
}

}  // namespace

CertificateThumbprints make_thumbprints(std::string_view certificate) {
  return {.sha1 = make_thumbprint(certificate, EVP_sha1()),
          .sha256 = make_thumbprint(certificate, EVP_sha256())};
}

}  // namespace goto_token
