#include "goto_token/io/tls_trust.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>

#include "support/environment_variable.hpp"
#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

/// A self-signed certificate in PEM; good for nothing but to be loaded.
std::string make_certificate() {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(memory.get(), certificate.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

int count_loaded(const TlsTrust& trust) {
  return sk_X509_OBJECT_num(X509_STORE_get0_objects(trust.store().get()));
}

TEST(TlsTrust, TakesTheFileThatTheEnvironmentNames) {
  const TemporaryFolder folder;
  const EnvironmentVariable file("SSL_CERT_FILE",
                                 folder.write("two.pem", make_certificate() + make_certificate()));
  EXPECT_EQ(count_loaded(TlsTrust("")), 2);
}

TEST(TlsTrust, AddsTheCertificatesOfAFile) {
  const TemporaryFolder folder;
  const EnvironmentVariable no_file("SSL_CERT_FILE", folder.path("missing.pem"));
  const std::string one = folder.write("one.pem", make_certificate());
  const std::string two = folder.write("two.pem", make_certificate() + make_certificate());
  EXPECT_EQ(count_loaded(TlsTrust("")), 0);
  EXPECT_EQ(count_loaded(TlsTrust(one)), 1);
  EXPECT_EQ(count_loaded(TlsTrust(two)), 2);
}

TEST(TlsTrust, RefusesAFileThatHoldsNoCertificate) {
  const TemporaryFolder folder;
  for (const std::string& path : {folder.path("missing.pem"), folder.write("garbage.pem", "hello\n"),
                                  folder.write("empty.pem", ""), folder.path()}) {
    EXPECT_EQ(failure_of([&] { return TlsTrust(path); }),
              (Failure{ExitCode::Configuration,
                       "cannot use the CA file '" + path + "': it cannot be read or holds no PEM certificate",
                       "name a PEM file with --ca-file or OAUTH_CA_FILE"}));
  }
}

}  // namespace
}  // namespace goto_token
