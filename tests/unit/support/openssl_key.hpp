#pragma once

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>

#include "goto_token/base/encoding.hpp"

namespace goto_token {

/// A key pair of OpenSSL's making, with PEM texts of it and its own verification of signatures.
class OpenSslKey {
 public:
  static OpenSslKey rsa(std::size_t bits = 2048) {
    return OpenSslKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
  }

  static OpenSslKey ec(const char* curve) {
    return OpenSslKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve));
  }

  /// A key without parameters, such as ED25519.
  static OpenSslKey of(const char* type) { return OpenSslKey(EVP_PKEY_Q_keygen(nullptr, nullptr, type)); }

  /// An RSA-PSS key that allows this digest alone.
  static OpenSslKey rsa_pss(const EVP_MD* digest) {
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY_keygen_init(context.get());
    EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048);
    EVP_PKEY_CTX_set_rsa_pss_keygen_md(context.get(), digest);
    EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(context.get(), digest);
    EVP_PKEY* key = nullptr;
    EVP_PKEY_generate(context.get(), &key);
    return OpenSslKey(key);
  }

  /// `BEGIN PRIVATE KEY`, or `BEGIN ENCRYPTED PRIVATE KEY` with a passphrase.
  [[nodiscard]] std::string pkcs8(const char* passphrase = nullptr) const {
    return write([&](BIO* out) {
      const EVP_CIPHER* const cipher = passphrase == nullptr ? nullptr : EVP_aes_256_cbc();
      // OpenSSL takes a passphrase in place of a callback's argument, which is no pointer to const.
      std::string buffer(passphrase == nullptr ? "" : passphrase);
      return PEM_write_bio_PKCS8PrivateKey(out, key_.get(), cipher, nullptr, 0, nullptr,
                                           passphrase == nullptr ? nullptr : buffer.data());
    });
  }

  /// `BEGIN RSA PRIVATE KEY` or `BEGIN EC PRIVATE KEY`.
  [[nodiscard]] std::string traditional() const {
    return write([&](BIO* out) {
      return PEM_write_bio_PrivateKey_traditional(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

  [[nodiscard]] std::string public_key() const {
    return write([&](BIO* out) { return PEM_write_bio_PUBKEY(out, key_.get()); });
  }

  /// Whether OpenSSL accepts the signature of a JWS algorithm.
  [[nodiscard]] bool accepts(const std::string& algorithm, const std::string& text,
                             const std::string& signature) const {
    const bool ecdsa = algorithm.starts_with("ES");
    const EVP_MD* const digest =
        algorithm == "EdDSA" ? nullptr : (algorithm == "ES384" ? EVP_sha384() : EVP_sha256());
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    EVP_DigestVerifyInit(context.get(), &settings, digest, nullptr, key_.get());
    if (algorithm == "PS256") {
      EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, 32);
    }
    const std::string raw = ecdsa ? to_der(signature) : signature;
    return EVP_DigestVerify(context.get(), octets(raw), raw.size(), octets(text), text.size()) == 1;
  }

 private:
  explicit OpenSslKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {
    EXPECT_NE(key_, nullptr) << "OpenSSL made no key";
  }

  static const unsigned char* octets(const std::string& text) {
    return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
  }

  /// R and S, half of the text each, as OpenSSL has them.
  static std::string to_der(const std::string& r_and_s) {
    const auto half = static_cast<int>(r_and_s.size() / 2);
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(ECDSA_SIG_new(), ECDSA_SIG_free);
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(octets(r_and_s), half, nullptr),
                   BN_bin2bn(octets(r_and_s) + half, half, nullptr));
    std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
    auto* out = static_cast<unsigned char*>(static_cast<void*>(der.data()));
    i2d_ECDSA_SIG(signature.get(), &out);
    return der;
  }

  template <typename Write>
  static std::string write(Write write_to) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    EXPECT_EQ(write_to(out.get()), 1) << "OpenSSL wrote no PEM";
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }

  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace goto_token
