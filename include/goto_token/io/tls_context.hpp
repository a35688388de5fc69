#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace goto_token {

/// What to trust beside the system's certificates, and what to do where that does not do: the caller knows
/// what can be changed.
struct TlsTrust {
  std::string ca_file = {};         ///< PEM; empty for none.
  std::string ca_file_hint = {};    ///< Where that file cannot be used.
  std::string untrusted_hint = {};  ///< Where a server's certificate comes from an authority not trusted.
};

/// What every TLS connection begins with: TLS 1.2 or later, and the certificates that a server's chain may
/// end in. These are OpenSSL's system store (where it has none, that of another distribution), or what
/// SSL_CERT_FILE and SSL_CERT_DIR name, plus a file of the user's.
///
/// They are read when they are first needed, which can take 25 ms; used by one thread at a time.
class TlsContext {
 public:
  explicit TlsContext(TlsTrust trust = {}) : trust_(std::move(trust)) {}

  /// Looks whether what is named is there and may be read; opens nothing.
  /// @throws Error{Configuration} naming the variable or file that cannot be used.
  void check_readable() const;

  /// Looks whether the file of the user's holds certificates: reads the first, and not the rest, which may be
  /// many. Where it can be read only once, such as a pipe, all are loaded.
  /// @throws Error{Configuration} naming the file that cannot be used.
  void check_ca_file();

  /// OpenSSL's context, made at the first call. It lives as long as this object.
  /// @throws Error{Configuration} naming the variable or file that cannot be used.
  [[nodiscard]] ssl_ctx_st* load();

  /// What to do where a server's certificate comes from an authority that is not trusted.
  [[nodiscard]] const std::string& untrusted_hint() const noexcept { return trust_.untrusted_hint; }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const noexcept;
  };

  TlsTrust trust_;
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

}  // namespace goto_token
