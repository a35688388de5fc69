#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace goto_token {

/// What the process exits with; scripts branch on these, so a number never changes its meaning.
enum class ExitCode {
  Success = 0,
  Failure = 1,              ///< Anything that has no code of its own, such as a full disk behind stdout.
  Usage = 2,                ///< Unknown option or bad option value.
  Configuration = 3,        ///< Missing or invalid key or file.
  AuthorizationFailed = 4,  ///< The authorization response was an error (RFC 6749 §4.1.2.1).
  TimedOut = 5,             ///< No authorization response came in time.
  TokenRefused = 6,         ///< The token endpoint answered with an error (RFC 6749 §5.2).
  Network = 7,              ///< Network, TLS, or an answer that is not OAuth.
  CannotListen = 8,         ///< The redirect URI's address cannot be bound.
  TokenStore = 9,           ///< The token store cannot be read or written.
  LoginRequired = 10,       ///< Nobody is there to sign in, and nothing usable is stored.
  NotExecutable = 126,      ///< `exec`: the command is there, but cannot be run.
  CommandNotFound = 127,    ///< `exec`: there is no such command.
};

/// The one failure type: why the run ends, what to do about it, and the status it ends with.
///
/// The message reads *what failed: why*, in lower case and without a full stop, holds no secret, and shows
/// outside text only as `printable()` makes it. The hint is the user's next step; empty means there is none
/// to name.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message, std::string hint = {})
      : std::runtime_error(message), code_(code), hint_(std::move(hint)) {}

  /// The status to exit with.
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

  /// What to type or change next; empty when nothing useful can be said.
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

 private:
  ExitCode code_;
  std::string hint_;
};

}  // namespace goto_token
