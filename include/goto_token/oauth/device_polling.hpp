#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <variant>

#include "goto_token/base/http_message.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// What a poll of the token endpoint came to that brought no token (RFC 8628 §3.5).
enum class PollResult {
  Pending,      ///< `authorization_pending`: the person has not finished.
  SlowDown,     ///< `slow_down`: the same, and the polls come too fast.
  Denied,       ///< `access_denied`, or a server's own word for it: the person has refused.
  Expired,      ///< `expired_token`, or the same: the device code has run out.
  Unavailable,  ///< No response, or that of a server which has trouble: a later poll may succeed.
};

/// An error response to a poll that tells how the sign-in goes: the server has accepted the client.
struct PollError {
  PollResult result;
  TokenErrorResponse response;
};

/// A response to a poll that tells how the sign-in goes.
using PollResponse = std::variant<TokenResponse, PollError>;

/// Reads the response to a poll, or an error response that no later poll changes. The error code tells one
/// from the other, whatever the HTTP status: servers differ in that.
/// @throws Error{Network} as parse_token_response does. One that may pass for 429 and 5xx, unless the body
/// has an OAuth error of another kind.
[[nodiscard]] std::variant<PollResponse, TokenErrorResponse> parse_poll_response(
    const HttpResponse& response);

/// How long to wait before each poll (RFC 8628 §3.5).
class PollingPace {
 public:
  /// @param interval that of the device authorization response.
  explicit PollingPace(std::chrono::seconds interval) : interval_(interval) {}

  /// Takes note of a poll's result. `slow_down` adds 5 s for good. Each time in a row that the server is
  /// unavailable doubles the wait, up to a minute.
  /// @param retry_after how long the server asks to wait at least, should it do so.
  void take(PollResult result, std::optional<std::chrono::seconds> retry_after = {});

  /// How long to wait before the next poll.
  [[nodiscard]] std::chrono::seconds wait() const;

  /// The part of it that is the server's to set: no poll may come sooner.
  [[nodiscard]] std::chrono::seconds least() const { return std::max(interval_, asked_); }

 private:
  std::chrono::seconds interval_;
  std::chrono::seconds asked_{0};
  unsigned failures_ = 0;  // in a row
};

}  // namespace goto_token
