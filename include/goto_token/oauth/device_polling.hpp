#pragma once

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
  Unavailable,  ///< No response, or that of a server which has trouble: a later poll may succeed.
  Denied,       ///< `access_denied`: the person has refused.
  Expired,      ///< `expired_token`: the device code has run out.
  Refused,      ///< Any other error, which no later poll changes.
};

/// What an error response to a poll means. Its error code decides, whatever its HTTP status: servers differ
/// in that.
[[nodiscard]] PollResult find_poll_result(const TokenErrorResponse& response) noexcept;

/// Reads the response to a poll as parse_token_response does, but 429 and 5xx without an OAuth error are
/// error responses, too.
/// @throws Error{Network} as parse_token_response does.
[[nodiscard]] std::variant<TokenResponse, TokenErrorResponse> parse_poll_response(
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

 private:
  std::chrono::seconds interval_;
  std::chrono::seconds asked_{0};
  unsigned failures_ = 0;  // in a row
};

}  // namespace goto_token
