#include "goto_token/oauth/client_assertion.hpp"

#include <utility>

#include "goto_token/base/encoding.hpp"
#include "goto_token/oauth/certificate_thumbprint.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

std::string encode(std::string_view octets) {
  return base64url_encode(std::as_bytes(std::span(octets)));
}

JsonObject make_header(const AssertionClaims& claims, SigningAlgorithm algorithm) {
  JsonObject header;
  header.set_string("alg", std::string(to_string(algorithm)));
  header.set_string("typ", "JWT");
  if (!claims.key_id.empty()) {
    header.set_string("kid", claims.key_id);
  }
  if (!claims.certificate.empty()) {
    CertificateThumbprints thumbprints = make_thumbprints(claims.certificate);
    header.set_string("x5t", std::move(thumbprints.sha1));
    header.set_string("x5t#S256", std::move(thumbprints.sha256));
  }
  return header;
}

JsonObject make_payload(const AssertionClaims& claims, std::span<const std::byte, kJtiOctets> random) {
  JsonObject payload;
  payload.set_string("iss", claims.client_id);
  payload.set_string("sub", claims.client_id);
  payload.set_string("aud", claims.audience);
  payload.set_string("jti", base64url_encode(random));
  payload.set_number("iat", claims.issued_at.time_since_epoch().count());
  payload.set_number("exp", (claims.issued_at + kAssertionLifetime).time_since_epoch().count());
  return payload;
}

}  // namespace

Secret make_client_assertion(const AssertionClaims& claims, const SigningKey& key, SigningAlgorithm algorithm,
                             std::span<const std::byte, kJtiOctets> random) {
  // JWS Compact Serialization (RFC 7515 §7.1).
  std::string jws = encode(format_json_object(make_header(claims, algorithm))) + "." +
                    encode(format_json_object(make_payload(claims, random)));
  const std::string signature = encode(key.sign(algorithm, jws));
  return Secret(jws.append(".").append(signature));
}

}  // namespace goto_token
