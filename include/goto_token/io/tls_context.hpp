#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace goto_token {

/// What every TLS connection begins with: TLS 1.2 or later, and the certificates that a server's chain may
/// end in. These are OpenSSL's system store (where it has none, that of another distribution), or what
/// SSL_CERT_FILE and SSL_CERT_DIR name, plus a file of the user's.
///
/// They are read when they are first needed, which can take 25 ms; used by one thread at a time.
class TlsContext {
 public:
  /// @param ca_file PEM certificates to trust as well; empty for none.
  explicit TlsContext(std::string ca_file) : ca_file_(std::move(ca_file)) {}

  /// Looks whether what is named is there and may be read; opens nothing.
  /// @throws Error{Configuration} naming the variable or file that cannot be used.
  void look() const;

  /// Looks whether the file of the user's holds certificates: reads the first, and not the rest, which may be
  /// many. Where it can be read only once, such as a pipe, all are loaded.
  /// @throws Error{Configuration} naming the file that cannot be used.
  void look_into_ca_file();

  /// OpenSSL's context, made at the first call. It lives as long as this object.
  /// @throws Error{Configuration} naming the variable or file that cannot be used.
  [[nodiscard]] ssl_ctx_st* load();

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const noexcept;
  };

  std::string ca_file_;
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

}  // namespace goto_token
