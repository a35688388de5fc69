#pragma once

#include <memory>
#include <optional>
#include <string>

#include "goto_token/io/tls_client_certificate.hpp"

struct ssl_ctx_st;

namespace goto_token {

/// The certificates to trust beside the system's, and the hints where trust fails. The caller knows what can
/// be changed.
struct TlsTrust {
  std::string ca_file = {};         ///< PEM; empty for none.
  std::string ca_file_hint = {};    ///< Where that file cannot be used.
  std::string untrusted_hint = {};  ///< Where a server's certificate comes from an authority not trusted.
};

/// The settings of every TLS connection: TLS 1.2 or later, and the trusted certificates. These are the
/// system's store (OpenSSL's default, else that of another distribution), or what SSL_CERT_FILE and
/// SSL_CERT_DIR name, and those of `TlsTrust`.
///
/// Certificates are read when they are first needed, which can take 25 ms. For one thread at a time.
class TlsContext {
 public:
  /// @param client_certificate for the sessions that present one.
  explicit TlsContext(TlsTrust trust = {}, ClientCertificateFiles client_certificate = {})
      : trust_(std::move(trust)), client_certificate_files_(std::move(client_certificate)) {}

  /// Checks that the named files and folders exist and may be read. Opens nothing.
  /// @throws Error{Configuration} naming the variable or file that cannot be used.
  void check_readable() const;

  /// Checks that the CA file holds certificates: reads only the first, as there may be many. Where that file
  /// or SSL_CERT_FILE can be read only once, such as a pipe, all are loaded.
  /// @throws Error{Configuration} naming the variable or file that cannot be used.
  void check_certificates();

  /// OpenSSL's context, made at the first call. It lives as long as this object.
  /// @throws Error{Configuration} naming the variable or file that cannot be used.
  [[nodiscard]] ssl_ctx_st* load();

  /// The client certificate, read at the first call. It lives as long as this object. There must be one.
  /// @throws Error{Configuration} naming the setting whose file cannot be used.
  [[nodiscard]] const TlsClientCertificate& client_certificate();

  /// What to do where a server does not accept the client certificate.
  [[nodiscard]] const std::string& refused_hint() const noexcept {
    return client_certificate_files_.refused_hint;
  }

  /// What to do where a server requires a client certificate, and none was presented.
  [[nodiscard]] const std::string& required_hint() const noexcept {
    return client_certificate_files_.required_hint;
  }

  /// What to do where a server's certificate comes from an authority that is not trusted.
  [[nodiscard]] const std::string& untrusted_hint() const noexcept { return trust_.untrusted_hint; }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const noexcept;
  };

  TlsTrust trust_;
  ClientCertificateFiles client_certificate_files_;
  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::optional<TlsClientCertificate> client_certificate_;
};

}  // namespace goto_token
