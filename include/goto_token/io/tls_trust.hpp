#pragma once

#include <memory>
#include <string>

struct x509_store_st;

namespace goto_token {

/// The certificates that a server's chain may end in: OpenSSL's system store (where it has none, that of
/// another distribution), or what SSL_CERT_FILE and SSL_CERT_DIR name, plus a file of the user's. Read once,
/// used for every connection.
class TlsTrust {
 public:
  /// @param ca_file PEM certificates to trust as well; empty for none.
  /// @throws Error{Configuration} when `ca_file` cannot be read or holds no certificate.
  explicit TlsTrust(const std::string& ca_file);

  /// OpenSSL's store; a holder that outlives this object keeps the pointer.
  [[nodiscard]] const std::shared_ptr<x509_store_st>& store() const noexcept { return store_; }

 private:
  std::shared_ptr<x509_store_st> store_;
};

}  // namespace goto_token
