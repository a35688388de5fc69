#include "goto_token/io/tls_client_certificate.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/io/file.hpp"

namespace goto_token {
namespace {

[[noreturn]] void fail(const PemFile& file, const std::string& why, const std::string& hint) {
  ERR_clear_error();
  throw Error(ExitCode::Configuration, file.origin + ": " + quote_path(file.path) + " cannot be used: " + why,
              hint);
}

std::string read(const PemFile& file) {
  constexpr std::size_t kLargest = 1024UL * 1024UL;  // a long chain has 20 KiB
  auto result = read_file(file.path, kLargest);
  if (const auto* const failure = std::get_if<FileFailure>(&result)) {
    throw Error(ExitCode::Configuration,
                file.origin + ": cannot read " + quote_path(file.path) + ": " + explain(*failure), file.hint);
  }
  return std::move(std::get<FileContents>(result).text);
}

std::unique_ptr<BIO, decltype(&BIO_free)> open(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

/// OpenSSL's callback for a passphrase: there is none, and it must not ask the terminal for one.
/// @param asked a bool: whether there should be one.
int refuse_passphrase(char* /*passphrase*/, int /*size*/, int /*writes*/, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

/// The next certificate of a PEM text; nullptr at its end, and for one that cannot be read.
X509* read_next(BIO* text) {
  bool ignored = false;
  return PEM_read_bio_X509(text, nullptr, refuse_passphrase, &ignored);
}

bool is_at_end() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

std::chrono::sys_seconds to_time(const ASN1_TIME* time) {
  std::tm parts = {};
  ASN1_TIME_to_tm(time, &parts);  // of a certificate that OpenSSL has read, it cannot fail
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

std::string find_subject(const X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  // Letters beyond ASCII stay as they are: what may not be shown, printable() takes out.
  constexpr unsigned long kFormat = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, kFormat);
  char* begin = nullptr;
  const long size = BIO_get_mem_data(text.get(), &begin);
  return {begin, static_cast<std::size_t>(size)};
}

CertificateFacts find_facts(const X509* certificate) {
  return {.subject = find_subject(certificate),
          .not_before = to_time(X509_get0_notBefore(certificate)),
          .not_after = to_time(X509_get0_notAfter(certificate))};
}

[[noreturn]] void fail_certificate(const PemFile& file) {
  fail(file, is_at_end() ? "it holds no PEM certificate" : "it holds a certificate that cannot be read",
       file.hint);
}

}  // namespace

std::string read_first_certificate(const PemFile& file) {
  const std::string pem = read(file);
  const auto text = open(pem);
  ERR_clear_error();
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(read_next(text.get()), X509_free);
  if (!certificate) {
    fail_certificate(file);
  }
  std::string der(static_cast<std::size_t>(i2d_X509(certificate.get(), nullptr)), '\0');
  auto* out = static_cast<unsigned char*>(static_cast<void*>(der.data()));
  i2d_X509(certificate.get(), &out);
  return der;
}

TlsClientCertificate::TlsClientCertificate(const ClientCertificateFiles& files) : chain_(sk_X509_new_null()) {
  const std::string certificates = read(files.certificate);
  read_certificates(files.certificate, certificates);
  if (files.key.path == files.certificate.path) {  // a pipe can be read only once
    read_key(files.key, certificates);
  } else {
    read_key(files.key, read(files.key));
  }
  require_usable(files);
  facts_ = find_facts(certificate_.get());
}

void TlsClientCertificate::read_certificates(const PemFile& file, const std::string& pem) {
  const auto text = open(pem);
  ERR_clear_error();
  certificate_.reset(read_next(text.get()));
  if (!certificate_) {
    fail_certificate(file);
  }
  while (X509* const next = read_next(text.get())) {
    sk_X509_push(chain_.get(), next);
  }
  if (!is_at_end()) {
    fail(file, "it holds a certificate that cannot be read", file.hint);
  }
  ERR_clear_error();
}

void TlsClientCertificate::read_key(const PemFile& file, const std::string& pem) {
  const auto text = open(pem);
  bool encrypted = false;
  key_.reset(PEM_read_bio_PrivateKey(text.get(), nullptr, refuse_passphrase, &encrypted));
  if (encrypted) {
    fail(file, "its private key is encrypted, and goto-token asks for no passphrase",
         "write it without one: openssl pkey -in KEY -out NEW; keep NEW to yourself");
  }
  if (!key_) {
    fail(file, "it holds no PEM private key", file.hint);
  }
  ERR_clear_error();
}

void TlsClientCertificate::require_usable(const ClientCertificateFiles& files) const {
  if (X509_check_private_key(certificate_.get(), key_.get()) != 1) {
    fail(
        files.key,
        "its private key is not that of the first certificate in '" + printable(files.certificate.path) + "'",
        files.key.hint);
  }
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  if (SSL_CTX_use_cert_and_key(context.get(), certificate_.get(), key_.get(), chain_.get(), 1) != 1) {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    fail(files.certificate,
         std::string("OpenSSL does not use its certificate: ") +
             (reason == nullptr ? "no reason given" : reason),
         files.certificate.hint);
  }
}

void TlsClientCertificate::present(SSL* session) const {
  // It was usable before, with the same settings.
  SSL_use_cert_and_key(session, certificate_.get(), key_.get(), chain_.get(), 1);
  // Some servers request it only once they know the path of the request (RFC 8446 §4.6.2).
  SSL_set_post_handshake_auth(session, 1);
}

CertificateFacts describe_certificate(const std::string& der) {
  const auto* octets = static_cast<const unsigned char*>(static_cast<const void*>(der.data()));
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      d2i_X509(nullptr, &octets, static_cast<long>(der.size())), X509_free);
  return find_facts(certificate.get());
}

std::string CertificateFacts::explain_invalidity(std::chrono::sys_seconds now) const {
  if (now < not_before) {
    return "is not valid before " + format_rfc3339(not_before);
  }
  return now > not_after ? "expired at " + format_rfc3339(not_after) : "";
}

void TlsClientCertificate::Free::operator()(X509* certificate) const noexcept {
  X509_free(certificate);
}

void TlsClientCertificate::Free::operator()(STACK_OF(X509) * chain) const noexcept {
  sk_X509_pop_free(chain, X509_free);
}

void TlsClientCertificate::Free::operator()(EVP_PKEY* key) const noexcept {
  EVP_PKEY_free(key);
}

}  // namespace goto_token
