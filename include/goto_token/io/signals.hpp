#pragma once

#include <chrono>
#include <csignal>

#include "goto_token/io/diagnostics.hpp"

namespace goto_token {

/// Makes SIGINT, SIGTERM, SIGHUP and SIGQUIT end the process at once with status 128 + N, whatever it waits
/// for. A status line is erased and a taken terminal restored first, also before SIGTSTP stops the process.
/// SIGHUP, SIGQUIT and SIGTSTP stay ignored where the parent ignores them (nohup). SIGPIPE and SIGXFSZ become
/// write errors.
void end_on_signals() noexcept;

/// Restores the signal settings from before `end_on_signals`, for a program that replaces this one. Does
/// nothing when they were not changed.
void restore_signals() noexcept;

/// While one exists, the first SIGINT, SIGTERM or SIGHUP does not end the process but is noted; `release`
/// then ends it. A second one, of any kind, ends the process at once with its own status, and so does
/// SIGQUIT. The same one within 0.1 s of the first is a repeat of that, and leaves the process 0.4 s.
///
/// It counts for the whole process, whichever thread gets the signal. There is one at a time, after
/// `end_on_signals`; it is made and released by the same thread. SIGALRM is used meanwhile.
class SignalHold {
 public:
  /// How long the process may go on after the first signal.
  static constexpr std::chrono::milliseconds kLimit{5000};

  /// @param told written when the first signal comes, unless that would block. @param limit more than zero;
  /// when it has passed since the first signal, the process ends as `release` would end it.
  explicit SignalHold(Line told, std::chrono::milliseconds limit = kLimit) noexcept;
  SignalHold(const SignalHold&) = delete;
  SignalHold& operator=(const SignalHold&) = delete;
  ~SignalHold() { release(); }

  /// Ends the process with status 128 + N when signal N has come. Otherwise signals end the process at once
  /// again. Does nothing the second time.
  void release() noexcept;

 private:
  void take_alarm() noexcept;
  void give_alarm_back() noexcept;

  Line told_;
  struct sigaction alarm_before_ = {};
  bool alarm_was_blocked_ = false;
  bool released_ = false;
};

}  // namespace goto_token
