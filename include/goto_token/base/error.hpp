#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace goto_token {

/// The exit status of the process. Scripts branch on it, so a number never changes its meaning.
enum class ExitCode {
  Success = 0,
  Failure = 1,              ///< Anything without a code of its own, such as a full disk behind stdout.
  Usage = 2,                ///< Unknown option or bad option value.
  Configuration = 3,        ///< Missing or invalid key or file.
  AuthorizationFailed = 4,  ///< The authorization response was an error (RFC 6749 §4.1.2.1).
  TimedOut = 5,             ///< No authorization response came: in time, or before the input or the device
                            ///< code ended.
  TokenRefused = 6,         ///< The token endpoint sent an error response (RFC 6749 §5.2), or another
                            ///< endpoint with client authentication did (RFC 7009, 8628, 9126).
  Network = 7,              ///< Network, TLS, or a response that is not OAuth.
  CannotListen = 8,         ///< The redirect URI's address cannot be bound.
  TokenStore = 9,           ///< The token store cannot be read or written.
  LoginRequired = 10,       ///< A person must sign in, but the run may not wait for one.
  NotExecutable = 126,      ///< `exec`: the command exists, but cannot be run.
  CommandNotFound = 127,    ///< `exec`: the command does not exist.
};

/// The one failure type: why the run ends, what to do about it, and the exit status.
///
/// The message reads *what failed: why*, in lower case and without a full stop. It holds no secret, and
/// outside text only as `printable()` returns it. The hint is the user's next step, or empty.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message, std::string hint = {})
      : std::runtime_error(message), code_(code), hint_(std::move(hint)) {}

  /// The exit status.
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

  /// What to type or change next; empty when nothing helps.
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

  /// The same failure with this hint, where it has none.
  [[nodiscard]] Error or_hint(const std::string& other) const {
    Error failure = *this;
    failure.hint_ = hint_or(other);
    return failure;
  }

  /// The same failure, as one that may pass: nothing is wrong but the connection, or the server has trouble.
  [[nodiscard]] Error passing() const {
    Error failure = *this;
    failure.may_pass_ = true;
    return failure;
  }

  /// Whether the same may succeed a while later.
  [[nodiscard]] bool may_pass() const noexcept { return may_pass_; }

  /// The hint, or `other` where there is none.
  [[nodiscard]] std::string hint_or(const std::string& other) const { return hint_.empty() ? other : hint_; }

 private:
  ExitCode code_;
  std::string hint_;
  bool may_pass_ = false;
};

}  // namespace goto_token
