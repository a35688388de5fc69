#pragma once

#include <poll.h>

#include <span>
#include <string>
#include <string_view>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/socket_retries.hpp"
#include "goto_token/io/tls_session.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// A connection with or without TLS. Reading and writing never block.
class Connection {
 public:
  /// @param socket connected and non-blocking.
  explicit Connection(FileDescriptor socket) : socket_(std::move(socket)) {}
  Connection(FileDescriptor socket, TlsSession tls) : socket_(std::move(socket)), tls_(std::move(tls)) {}

  /// Reads received bytes into `room`.
  [[nodiscard]] Transfer read(std::span<char> room);
  /// Sends as many of the first bytes of `bytes` as the connection takes now.
  [[nodiscard]] Transfer write(std::string_view bytes);

  /// The events to wait for after both have blocked. @param writing whether bytes are left to write.
  [[nodiscard]] pollfd awaited(bool writing) const;
  /// Why reading or writing failed, in words; empty when neither did.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  /// What to do about the failure.
  [[nodiscard]] const char* hint() const noexcept;
  /// Whether it ended for no reason that the peer gave, so that another connection may do better.
  [[nodiscard]] bool was_dropped() const noexcept { return !tls_.is_open() || tls_.hint().empty(); }
  /// Whether the bytes are encrypted.
  [[nodiscard]] bool is_encrypted() const noexcept { return tls_.is_open(); }

 private:
  [[nodiscard]] Transfer note(ssize_t count);

  FileDescriptor socket_;  // outlives the session on it
  TlsSession tls_;
  SocketRetries retries_;  // without TLS
  std::string failure_;
};

}  // namespace goto_token
