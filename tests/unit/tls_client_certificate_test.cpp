#include "goto_token/io/tls_client_certificate.hpp"

#include <gtest/gtest.h>

#include "goto_token/base/time_format.hpp"
#include "goto_token/io/file_descriptor.hpp"
#include "support/captured_output.hpp"
#include "support/certificates.hpp"
#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

class TlsClientCertificateTest : public testing::Test {
 protected:
  /// Both files, with these contents.
  ClientCertificateFiles files(const std::string& certificate, const std::string& key) const {
    return files_at(folder_.write("client.pem", certificate), folder_.write("client.key", key));
  }

  static ClientCertificateFiles files_at(const std::string& certificate, const std::string& key) {
    return {.certificate = {.path = certificate, .origin = "CERT in file", .hint = "fix CERT"},
            .key = {.path = key, .origin = "KEY in file", .hint = "fix KEY"}};
  }

  static Failure failure_to_read(const ClientCertificateFiles& files) {
    return failure_of([&files] { return TlsClientCertificate(files); });
  }

  TemporaryFolder folder_;
  PrivateKey key_ = make_private_key();
  Certificate certificate_ = make_certificate(key_.get(), {.common_name = "client, one"});
  std::string pem_ = to_pem(certificate_.get());
  std::string key_pem_ = to_pem(key_.get());
};

TEST_F(TlsClientCertificateTest, TellsWhoseItIsAndHowLongItIsValid) {
  const TlsClientCertificate certificate(files(pem_, key_pem_));
  EXPECT_EQ(certificate.facts().subject, "CN=client\\, one");
  EXPECT_EQ(certificate.facts().not_after - certificate.facts().not_before, 3660s);
}

TEST_F(TlsClientCertificateTest, ShowsLettersBeyondAsciiAsTheyAre) {
  const Certificate other = make_certificate(key_.get(), {.common_name = "Zoë"});
  EXPECT_EQ(TlsClientCertificate(files(to_pem(other.get()), key_pem_)).facts().subject, "CN=Zoë");
}

TEST_F(TlsClientCertificateTest, MayStandWithItsKeyInOneFile) {
  for (const std::string& both : {pem_ + key_pem_, key_pem_ + pem_, "text\n" + pem_ + "text\n" + key_pem_}) {
    const std::string path = folder_.write("both.pem", both);
    EXPECT_EQ(TlsClientCertificate(files_at(path, path)).facts().subject, "CN=client\\, one");
  }
}

TEST_F(TlsClientCertificateTest, IsReadOnceFromAPipe) {
  Pipe pipe = make_pipe();
  ASSERT_EQ(write_all(pipe.write_end.number(), pem_ + key_pem_), 0);
  pipe.write_end.close();
  const std::string path = "/dev/fd/" + std::to_string(pipe.read_end.number());
  EXPECT_EQ(TlsClientCertificate(files_at(path, path)).facts().subject, "CN=client\\, one");
}

TEST_F(TlsClientCertificateTest, FailsForAFileThatCannotBeRead) {
  const std::string missing = folder_.path("missing");
  const std::string there = folder_.write("there.pem", pem_);
  EXPECT_EQ(failure_to_read(files_at(missing, there)),
            (Failure{ExitCode::Configuration,
                     "CERT in file: cannot read '" + missing + "': No such file or directory", "fix CERT"}));
  EXPECT_EQ(failure_to_read(files_at(there, missing)),
            (Failure{ExitCode::Configuration,
                     "KEY in file: cannot read '" + missing + "': No such file or directory", "fix KEY"}));
  EXPECT_EQ(failure_to_read(files_at(there, folder_.path())),
            (Failure{ExitCode::Configuration,
                     "KEY in file: cannot read '" + folder_.path() + "': Is a directory", "fix KEY"}));
}

TEST_F(TlsClientCertificateTest, FailsForAFileThatDoesNotHoldWhatItShould) {
  const std::string damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const std::string certificate_at = "CERT in file: '" + folder_.path("client.pem") + "' cannot be used: it ";
  const std::string key_at = "KEY in file: '" + folder_.path("client.key") + "' cannot be used: it ";
  for (const std::string& none : {std::string(), std::string("hello\n"), key_pem_}) {
    EXPECT_EQ(failure_to_read(files(none, key_pem_)),
              (Failure{ExitCode::Configuration, certificate_at + "holds no PEM certificate", "fix CERT"}));
  }
  for (const std::string& text : {damaged, pem_ + damaged}) {
    EXPECT_EQ(failure_to_read(files(text, key_pem_)),
              (Failure{ExitCode::Configuration, certificate_at + "holds a certificate that cannot be read",
                       "fix CERT"}));
  }
  for (const std::string& none : {std::string(), std::string("hello\n"), pem_}) {
    EXPECT_EQ(failure_to_read(files(pem_, none)),
              (Failure{ExitCode::Configuration, key_at + "holds no PEM private key", "fix KEY"}));
  }
}

TEST_F(TlsClientCertificateTest, FailsForAnotherKeyThanThatOfTheFirstCertificate) {
  const PrivateKey other_key = make_private_key();
  const Certificate other = make_certificate(other_key.get());
  const Failure expected{ExitCode::Configuration,
                         "KEY in file: '" + folder_.path("client.key") +
                             "' cannot be used: its private key is not that of the first certificate in '" +
                             folder_.path("client.pem") + "'",
                         "fix KEY"};
  EXPECT_EQ(failure_to_read(files(pem_, to_pem(other_key.get()))), expected);
  EXPECT_EQ(failure_to_read(files(to_pem(other.get()) + pem_, key_pem_)), expected);
}

TEST_F(TlsClientCertificateTest, FailsForAnEncryptedKeyWithoutAskingForItsPassphrase) {
  EXPECT_EQ(
      failure_to_read(files(pem_, to_encrypted_pem(key_.get(), "secret"))),
      (Failure{ExitCode::Configuration,
               "KEY in file: '" + folder_.path("client.key") +
                   "' cannot be used: its private key is encrypted, and goto-token asks for no passphrase",
               "write it without one: openssl pkey -in KEY -out NEW; keep NEW to yourself"}));
}

TEST_F(TlsClientCertificateTest, FailsForACertificateTooWeakForOpenSsl) {
  const PrivateKey weak(EVP_RSA_gen(512), EVP_PKEY_free);
  const Certificate certificate = make_certificate(weak.get());
  const Failure failure = failure_to_read(files(to_pem(certificate.get()), to_pem(weak.get())));
  EXPECT_EQ(failure.code, ExitCode::Configuration);
  EXPECT_EQ(failure.message, "CERT in file: '" + folder_.path("client.pem") +
                                 "' cannot be used: OpenSSL does not use its certificate: ee key too small");
}

TEST_F(TlsClientCertificateTest, TellsWhyItIsNotValidNow) {
  const TlsClientCertificate certificate(files(pem_, key_pem_));
  const auto begin = certificate.facts().not_before;
  const auto end = certificate.facts().not_after;
  EXPECT_EQ(certificate.facts().explain_invalidity(begin), "");
  EXPECT_EQ(certificate.facts().explain_invalidity(end), "");
  EXPECT_EQ(certificate.facts().explain_invalidity(begin - 1s),
            "is not valid before " + format_rfc3339(begin));
  EXPECT_EQ(certificate.facts().explain_invalidity(end + 1s), "expired at " + format_rfc3339(end));
}

}  // namespace
}  // namespace goto_token
