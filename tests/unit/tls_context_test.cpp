#include "goto_token/io/tls_context.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>

#include "goto_token/io/file_descriptor.hpp"
#include "support/captured_output.hpp"
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

int count_in(TlsContext& tls) {
  return sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(tls.load())));
}

int count_loaded(const std::string& ca_file) {
  TlsContext tls({.ca_file = ca_file});
  return count_in(tls);
}

TEST(TlsContext, TakesTheFileThatTheEnvironmentNames) {
  const TemporaryFolder folder;
  const EnvironmentVariable file("SSL_CERT_FILE",
                                 folder.write("two.pem", make_certificate() + make_certificate()));
  EXPECT_EQ(count_loaded(""), 2);
}

TEST(TlsContext, AddsTheCertificatesOfAFile) {
  const TemporaryFolder folder;
  const EnvironmentVariable no_file("SSL_CERT_FILE", folder.write("none.pem", ""));
  const std::string one = folder.write("one.pem", make_certificate());
  const std::string two = folder.write("two.pem", make_certificate() + make_certificate());
  EXPECT_EQ(count_loaded(""), 0);
  EXPECT_EQ(count_loaded(one), 1);
  EXPECT_EQ(count_loaded(two), 2);
}

/// A pipe that holds a text, of which the writer is gone.
class FilledPipe {
 public:
  explicit FilledPipe(const std::string& text) {
    EXPECT_EQ(write_all(pipe_.write_end.number(), text), 0);
    pipe_.write_end.close();
  }
  std::string path() const { return "/dev/fd/" + std::to_string(pipe_.read_end.number()); }

 private:
  Pipe pipe_ = make_pipe();
};

TEST(TlsContext, TakesAPipeThatWasLookedInto) {
  const TemporaryFolder folder;
  const EnvironmentVariable no_file("SSL_CERT_FILE", folder.write("none.pem", ""));
  const FilledPipe pipe(make_certificate() + make_certificate());
  TlsContext tls({.ca_file = pipe.path()});
  tls.check_certificates();
  EXPECT_EQ(count_in(tls), 2);
  tls.check_certificates();
}

TEST(TlsContext, TakesAPipeThatTheEnvironmentNames) {
  const TemporaryFolder folder;
  const FilledPipe pipe(make_certificate() + make_certificate());
  const EnvironmentVariable file("SSL_CERT_FILE", pipe.path());
  TlsContext tls({.ca_file = folder.write("one.pem", make_certificate())});
  tls.check_certificates();
  EXPECT_EQ(count_in(tls), 3);
}

TEST(TlsContext, FailsForAPipeThatHoldsNoCertificate) {
  for (const std::string text : {"", "hello\n"}) {
    const FilledPipe pipe(text);
    TlsContext tls({.ca_file = pipe.path()});
    EXPECT_EQ(failure_of([&] { return tls.check_certificates(); }),
              (Failure{ExitCode::Configuration,
                       "cannot use the CA file '" + pipe.path() +
                           "': it cannot be read or holds no PEM certificate",
                       ""}));
  }
}

TEST(TlsContext, FailsForAFileThatHoldsNoCertificate) {
  const TemporaryFolder folder;
  for (const std::string& path : {folder.path("missing.pem"), folder.write("garbage.pem", "hello\n"),
                                  folder.write("empty.pem", ""), folder.path(),
                                  folder.write("promised.pem",
                                               "-----BEGIN CERTIFICATE-----\nAAAA\n-----END "
                                               "CERTIFICATE-----\n")}) {
    const Failure expected{
        ExitCode::Configuration,
        "cannot use the CA file '" + path + "': it cannot be read or holds no PEM certificate", "the hint"};
    TlsContext tls({.ca_file = path, .ca_file_hint = "the hint"});
    EXPECT_EQ(failure_of([&] { return tls.check_certificates(); }), expected);
    EXPECT_EQ(failure_of([&] { return tls.load(); }), expected);
  }
}

TEST(TlsContext, FailsForAFileOfWhichALaterCertificateIsDamaged) {
  const TemporaryFolder folder;
  TlsContext tls({.ca_file = folder.write(
                      "damaged.pem", make_certificate() +
                                         "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")});
  tls.check_certificates();
  EXPECT_EQ(failure_of([&] { return tls.load(); }).code, ExitCode::Configuration);
}

struct Unreadable {
  const char* variable;
  std::string value;
  std::string why;
};

TEST(TlsContext, NamesAStandardVariableThatCannotBeUsed) {
  const TemporaryFolder folder;
  const std::string missing = folder.path("missing");
  const std::string file = folder.write("file", "");
  for (const auto& [variable, value, why] :
       {Unreadable{"SSL_CERT_FILE", missing, "No such file or directory"},
        Unreadable{"SSL_CERT_FILE", folder.path(), "Is a directory"},
        Unreadable{"SSL_CERT_DIR", missing, "No such file or directory"},
        Unreadable{"SSL_CERT_DIR", missing + ":" + file, "Not a directory"}}) {
    const EnvironmentVariable set(variable, value);
    const std::string name = variable;
    const Failure expected{ExitCode::Configuration,
                           name + " names '" + value + "', which cannot be read: " + why,
                           "correct " + name + ", or unset it to use the system's certificates"};
    TlsContext tls;
    EXPECT_EQ(failure_of([&] { return tls.check_readable(); }), expected);
    EXPECT_EQ(failure_of([&] { return tls.load(); }), expected);
  }
}

TEST(TlsContext, TakesAListOfFoldersOfWhichSomeAreMissing) {
  const TemporaryFolder folder;
  const EnvironmentVariable folders("SSL_CERT_DIR", folder.path("missing") + ":" + folder.path());
  const EnvironmentVariable no_file("SSL_CERT_FILE", folder.write("none.pem", ""));
  EXPECT_EQ(count_loaded(""), 0);
}

}  // namespace
}  // namespace goto_token
