#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/secret.hpp"

struct evp_pkey_st;

namespace goto_token {

/// The algorithm of a JSON Web Signature (RFC 7518 §3.1, RFC 8037 §3.1).
enum class SigningAlgorithm {
  Rs256,  ///< RSASSA-PKCS1-v1_5 with SHA-256.
  Ps256,  ///< RSASSA-PSS with SHA-256.
  Es256,  ///< ECDSA with P-256 and SHA-256.
  Es384,  ///< ECDSA with P-384 and SHA-384.
  EdDsa,  ///< Ed25519.
};

/// The name of an algorithm, as on the wire: `RS256`.
[[nodiscard]] std::string_view to_string(SigningAlgorithm algorithm) noexcept;

/// The algorithm of that name; nullopt when there is none.
[[nodiscard]] std::optional<SigningAlgorithm> find_signing_algorithm(std::string_view name) noexcept;

/// A private key that signs. Copies share the key, which OpenSSL wipes with the last of them.
class SigningKey {
 public:
  /// Signs a text: the octets of the signature as JWS has them, for ECDSA R and S side by side (RFC 7518
  /// §3.4).
  /// @param algorithm one of algorithms().
  /// @throws Error{Failure} when OpenSSL cannot sign.
  [[nodiscard]] std::string sign(SigningAlgorithm algorithm, std::string_view text) const;

  /// The algorithms that the key can be used with, the usual one first. RSA has two, all others one.
  [[nodiscard]] const std::vector<SigningAlgorithm>& algorithms() const noexcept { return algorithms_; }

  /// The kind of key, for people: `RSA`, `RSA-PSS`, `P-256`, `P-384` or `Ed25519`.
  [[nodiscard]] std::string_view kind() const noexcept;

  /// The algorithm to sign with for a server that offers these: the first of algorithms() among them, else
  /// the usual one.
  /// @param offered names as in metadata; empty when not known.
  [[nodiscard]] SigningAlgorithm choose_algorithm(const std::vector<std::string>& offered) const;

  /// Whether a certificate holds the public key of this one.
  /// @param certificate in DER.
  [[nodiscard]] bool is_of(std::string_view certificate) const;

 private:
  friend SigningKey parse_signing_key(const Secret& pem);

  SigningKey(std::shared_ptr<evp_pkey_st> key, std::vector<SigningAlgorithm> algorithms)
      : key_(std::move(key)), algorithms_(std::move(algorithms)) {}

  std::shared_ptr<evp_pkey_st> key_;
  std::vector<SigningAlgorithm> algorithms_;
};

/// Reads a private key in PEM: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) or SEC 1 (RFC 5915). Certificates and
/// parameters beside it are passed over. The key is RSA of 2048 bits or more, P-256, P-384 or Ed25519. An
/// RSA-PSS key signs with PS256 only.
/// @throws Error{Configuration} saying what the text holds instead; the caller adds the source.
[[nodiscard]] SigningKey parse_signing_key(const Secret& pem);

}  // namespace goto_token
