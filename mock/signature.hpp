#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace goto_mock_auth {

/// A public key of a client, and the JWS algorithms (RFC 7518 §3.1, RFC 8037 §3.1) that it can verify.
class VerificationKey {
 public:
  /// Reads a PEM file with a public key; one with a private key will do, too.
  /// @throws Failure with exit code 3 if it holds none, or one of another kind than RSA, P-256, P-384 or
  /// Ed25519.
  explicit VerificationKey(const std::string& file);

  [[nodiscard]] const std::vector<std::string>& algorithms() const { return algorithms_; }

  /// Whether the file held the private key.
  [[nodiscard]] bool is_private() const { return private_; }

  /// Whether `signature` is that of `text` by `algorithm`, which must be one of `algorithms`.
  [[nodiscard]] bool verifies(const std::string& algorithm, std::string_view text,
                              const std::string& signature) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };

  std::unique_ptr<EVP_PKEY, Free> key_;
  std::vector<std::string> algorithms_;
  bool private_ = false;
};

}  // namespace goto_mock_auth
