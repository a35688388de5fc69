#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// The names of a certificate in a JOSE header: digests in base64url.
struct CertificateThumbprints {
  std::string sha1;  ///< `x5t` (RFC 7515 §4.1.7). The server knows the certificate, so collisions do no harm.
  std::string sha256;  ///< `x5t#S256` (RFC 7515 §4.1.8).
};

/// Computes the thumbprints of a certificate in DER.
/// @throws Error{Failure} when OpenSSL does not offer a digest.
[[nodiscard]] CertificateThumbprints make_thumbprints(std::string_view certificate);

}  // namespace goto_token
