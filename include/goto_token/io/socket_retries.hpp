#pragma once

namespace goto_token {

/// Decides which failed calls on a connected socket are repeated: a call that fails once must not cost a
/// response that the server sends only once.
class SocketRetries {
 public:
  /// Failures of one connection, beside those of a call that would block. More come of a fault that stays.
  static constexpr int kMost = 8;

  /// Whether a call that failed with this errno is repeated, once the socket is ready. Always when it would
  /// have blocked; never when the connection is gone.
  [[nodiscard]] bool allow(int error_number) noexcept;

 private:
  int left_ = kMost;
};

}  // namespace goto_token
