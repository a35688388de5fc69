#pragma once

#include <chrono>
#include <memory>
#include <string>

struct evp_pkey_st;
struct ssl_st;
struct stack_st_X509;
struct x509_st;

namespace goto_token {

/// A PEM file that a setting names.
struct PemFile {
  std::string path = {};
  std::string origin = {};  ///< The setting; begins messages.
  std::string hint = {};    ///< Where the file cannot be used.
};

/// The files of a client certificate, and the hints where a server does not accept it. The caller knows what
/// can be changed.
struct ClientCertificateFiles {
  PemFile certificate =
      {};            ///< The client's own certificate, then those that vouch for it. No path for none.
  PemFile key = {};  ///< The private key of the first. It may be the same file.
  std::string refused_hint = {};   ///< Where a server does not accept the certificate.
  std::string required_hint = {};  ///< Where a server requires a certificate, and none was presented.
};

/// Reads the first certificate of a PEM file: DER.
/// @throws Error{Configuration} naming the setting and its file.
[[nodiscard]] std::string read_first_certificate(const PemFile& file);

/// What is told of a certificate.
struct CertificateFacts {
  std::string subject;  ///< Whose it is, as in `CN=client,O=Example` (RFC 4514). Outside text.
  std::chrono::sys_seconds not_before;  ///< The first second of its validity.
  std::chrono::sys_seconds not_after;   ///< The last second of its validity.

  /// Why the certificate is not valid at this time, as the end of a message; empty where it is.
  [[nodiscard]] std::string explain_invalidity(std::chrono::sys_seconds now) const;
};

/// The facts of a certificate that `read_first_certificate` has read.
[[nodiscard]] CertificateFacts describe_certificate(const std::string& der);

/// Whether a session presents the client certificate where the server requests one.
enum class ClientCertificateUse { Withhold, Present };

/// A client certificate (RFC 8705) with its chain and its private key, a secret.
class TlsClientCertificate {
 public:
  /// Reads both files, each once.
  /// @throws Error{Configuration} naming the setting and its file, for one that cannot be read, for an
  /// encrypted key, and for a key that is not the certificate's.
  explicit TlsClientCertificate(const ClientCertificateFiles& files);

  /// Presents the certificate where the server of this session requests one, in the handshake or later.
  void present(ssl_st* session) const;

  [[nodiscard]] const CertificateFacts& facts() const noexcept { return facts_; }

 private:
  struct Free {
    void operator()(x509_st* certificate) const noexcept;
    void operator()(stack_st_X509* chain) const noexcept;
    void operator()(evp_pkey_st* key) const noexcept;
  };

  void read_certificates(const PemFile& file, const std::string& pem);
  void read_key(const PemFile& file, const std::string& pem);
  void require_usable(const ClientCertificateFiles& files) const;

  std::unique_ptr<x509_st, Free> certificate_;
  std::unique_ptr<stack_st_X509, Free> chain_;
  std::unique_ptr<evp_pkey_st, Free> key_;
  CertificateFacts facts_;
};

}  // namespace goto_token
