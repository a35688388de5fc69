#pragma once

#include <memory>
#include <thread>
#include <utility>

#include "goto_token/base/url.hpp"
#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/tcp_connection.hpp"

struct ssl_st;
struct x509_store_st;

namespace goto_token {

/// A connection to a server that has proved its name, encrypted in a thread of its own.
///
/// What is written to the plain end reaches the server over TLS, and its answers come back there, so that
/// HTTP needs to know nothing of TLS, nor of the proxy that a connection may lead through.
class TlsConnection {
 public:
  /// Shakes hands: TLS 1.2 or later, the certificate's chain ending in `trusted`, the certificate for the
  /// server's name or address.
  /// @param socket connected to the server.
  /// @param trusted certificates to trust; the connection takes a reference of its own.
  /// @throws Error{Network} with OpenSSL's reason. SIGPIPE must be ignored or blocked in the calling thread.
  TlsConnection(FileDescriptor socket, const Url& server, x509_store_st* trusted, Deadline deadline);
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;
  TlsConnection(TlsConnection&&) = delete;  // the relay holds on to the place
  TlsConnection& operator=(TlsConnection&&) = delete;
  /// Waits until the plain end is closed, if it was taken.
  ~TlsConnection();

  /// The plain end, a blocking socket; there is only one to take.
  [[nodiscard]] FileDescriptor take_plain_end() noexcept { return std::move(near_end_); }

 private:
  struct Free {
    void operator()(ssl_st* tls) const noexcept;
  };

  void shake_hands(const Url& server, Deadline deadline);

  FileDescriptor socket_;
  std::unique_ptr<ssl_st, Free> tls_;
  FileDescriptor far_end_;
  FileDescriptor near_end_;
  std::jthread relay_;  // last, so that it has ended before what it works with goes
};

}  // namespace goto_token
