#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "goto_token/base/url.hpp"
#include "goto_token/io/socket_retries.hpp"
#include "goto_token/io/tls_context.hpp"
#include "goto_token/io/wait.hpp"

struct ssl_st;

namespace goto_token {

/// The result of reading or writing.
struct Transfer {
  enum class End {
    Done,     ///< `count` bytes were read or written, at least one.
    Blocked,  ///< No byte can be read or written now.
    Closed,   ///< The peer has closed its side.
    Reset,    ///< The peer reset the connection (TCP RST); all bytes before that were read.
    Refused,  ///< The server sent a TLS alert, because of our certificate or of something else.
    Failed,   ///< The connection cannot be used any more.
  };
  End end = End::Blocked;
  std::size_t count = 0;
};

/// What OpenSSL's callbacks know of a session.
struct TlsCallbacks {
  int reads_left = 0;  ///< From the socket, until OpenSSL has to return.
  SocketRetries retries;
  bool certificate_requested = false;  ///< Whether the server has requested a client certificate.
};

/// TLS on a socket of the caller, with a server whose name is verified. Reading and writing never block.
class TlsSession {
 public:
  /// No TLS: the connection is not encrypted.
  TlsSession() = default;

  /// Does the handshake. The certificate must name the server's host or address among its subject alternative
  /// names (RFC 9110 §4.3.4); its common name is ignored.
  /// @param socket connected and non-blocking; it must outlive the session. SIGPIPE must be ignored.
  /// @throws Error{Network} with the reason, also when the deadline passes; Error{Configuration} for
  /// certificates that cannot be used.
  TlsSession(int socket, const Url& server, TlsContext& context, ClientCertificateUse use, const Wait& wait,
             Deadline deadline);

  /// Whether there is TLS.
  [[nodiscard]] bool is_open() const noexcept { return tls_ != nullptr; }
  /// As Connection's.
  [[nodiscard]] Transfer read(std::span<char> room);
  /// As Connection's.
  [[nodiscard]] Transfer write(std::string_view bytes);
  /// The poll(2) events to wait for after reading has blocked: TLS may have to write first.
  [[nodiscard]] int read_events() const noexcept { return read_events_; }
  /// The same for writing.
  [[nodiscard]] int write_events() const noexcept { return write_events_; }
  /// Why reading or writing failed.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  /// What to do about it, or about a server that ended the session; empty when that is not known.
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

 private:
  struct Free {
    void operator()(ssl_st* tls) const noexcept;
  };

  void shake_hands(int socket, const Url& server, const TlsContext& context, const Wait& wait,
                   Deadline deadline);
  [[noreturn]] void fail_handshake(const Url& server, const TlsContext& context, int error_number) const;
  [[nodiscard]] Transfer note_end(int& events);

  std::unique_ptr<TlsCallbacks> callbacks_;  // OpenSSL has its address
  std::unique_ptr<ssl_st, Free> tls_;
  int read_events_ = 0;
  int write_events_ = 0;
  std::string failure_;
  std::string hint_;
  ClientCertificateUse use_ = ClientCertificateUse::Withhold;
  std::string certificate_hint_;  // where the server requested a client certificate, and ended the session
};

}  // namespace goto_token
