#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace goto_token {

using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

inline PrivateKey make_private_key() {
  return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

/// What a test's certificate says.
struct CertificateText {
  std::string common_name = "client";
  long begins_in = -60;  ///< Seconds from now.
  long ends_in = 3600;   ///< Seconds from now.
};

/// Self-signed, for 127.0.0.1.
inline Certificate make_certificate(EVP_PKEY* key, const CertificateText& text = {}) {
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), text.begins_in);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), text.ends_in);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(text.common_name.data()),
                             static_cast<int>(text.common_name.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  X509_EXTENSION* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(certificate.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

/// What `write` writes to memory.
template <typename Write>
std::string written_by(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  write(memory.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

inline std::string to_pem(X509* certificate) {
  return written_by([certificate](BIO* memory) { PEM_write_bio_X509(memory, certificate); });
}

inline std::string to_pem(EVP_PKEY* key) {
  return written_by(
      [key](BIO* memory) { PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

inline std::string to_encrypted_pem(EVP_PKEY* key, const std::string& passphrase) {
  return written_by([&](BIO* memory) {
    PEM_write_bio_PrivateKey(memory, key, EVP_aes_256_cbc(),
                             reinterpret_cast<const unsigned char*>(passphrase.data()),
                             static_cast<int>(passphrase.size()), nullptr, nullptr);
  });
}

}  // namespace goto_token
