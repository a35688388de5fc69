#include "goto_token/io/signals.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <initializer_list>
#include <optional>
#include <utility>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/status_line.hpp"
#include "goto_token/io/terminal.hpp"

namespace goto_token {
namespace {

constexpr int kNoHold = -1;
constexpr int kNoSignal = 0;

/// What a signal does: `kNoHold`, each ends the process; `kNoSignal`, the next one is noted; else the number
/// of the one that was noted. The handlers stay in place all the time, in every thread, so no signal can come
/// between two of them: the first change of this decides.
std::atomic<int> held_signal = kNoHold;
static_assert(std::atomic<int>::is_always_lock_free, "signal handlers use it");

/// What the handler of the first signal uses. Valid before `held_signal` is `kNoSignal` and as long as it is
/// a signal's number.
struct FirstSignal {
  int fd = -1;
  const char* text = nullptr;
  std::size_t size = 0;
  itimerval limit = {};
} first_signal;

/// How long after the first signal the same one counts as its repeat: timeout(1), make and shells send theirs
/// to a process and to its group, and a terminal that closes adds one. Nobody asked twice.
constexpr std::chrono::milliseconds kRepeats{100};

/// How long after the first signal a repeat ends the process.
constexpr std::chrono::milliseconds kLimitOfRepeat{400};

/// When the first signal came, on the clock that is never set; 0 until that is known.
std::atomic<std::int64_t> first_at = 0;
static_assert(std::atomic<std::int64_t>::is_always_lock_free, "signal handlers use it");

/// Whether SIGALRM ended the process before the hold: a parent's timer outlives execve(2).
std::atomic<bool> alarm_ends = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler uses it");

[[noreturn]] void end_with_status_of(int signal_number) noexcept {
  constexpr int kSignalStatus = 128;
  erase_status_line();
  restore_terminal();
  end_open_line();
  ::_exit(kSignalStatus + signal_number);
}

extern "C" void end_at_once(int signal_number) {
  end_with_status_of(signal_number);
}

/// Writes the line, unless that would block: the work would wait, too.
void tell_first_signal() noexcept {
  if (first_signal.size > 0 && is_writable(first_signal.fd)) {
    [[maybe_unused]] const ssize_t count = ::write(first_signal.fd, first_signal.text, first_signal.size);
  }
}

std::chrono::nanoseconds now() noexcept {
  timespec time = {};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// Leaves a repeat of the first signal a little time, or else ends the process.
void end_unless_repeated(int signal_number) noexcept {
  const std::chrono::nanoseconds first(first_at.load());
  const auto passed = first.count() == 0 ? std::chrono::nanoseconds(0) : now() - first;
  if (passed > kRepeats) {
    end_with_status_of(signal_number);
  }
  const auto left = std::chrono::floor<std::chrono::microseconds>(kLimitOfRepeat - passed);
  const itimerval limit = {.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = left.count()}};
  ::setitimer(ITIMER_REAL, &limit, nullptr);
}

extern "C" void end_unless_held(int signal_number) {
  const int error_number = errno;
  int expected = kNoSignal;
  if (!held_signal.compare_exchange_strong(expected, signal_number)) {
    if (expected != signal_number) {
      end_with_status_of(signal_number);
    }
    end_unless_repeated(signal_number);
    errno = error_number;
    return;
  }
  first_at = now().count();
  ::setitimer(ITIMER_REAL, &first_signal.limit, nullptr);  // a system call, safe here as alarm(2) is
  tell_first_signal();
  errno = error_number;
}

/// Ends the process when the limit has passed since the first signal.
extern "C" void end_on_alarm(int signal_number) {
  const int first = held_signal;
  if (first > kNoSignal) {
    end_with_status_of(first);
  }
  if (alarm_ends) {
    end_with_status_of(signal_number);
  }
}

/// The signal settings of the parent, for a program that replaces this one.
struct SignalSettings {
  std::array<struct sigaction, 5> actions = {};
  sigset_t blocked = {};
};

constexpr std::array<int, 5> kSignals = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ};

/// Nullopt until they are saved.
std::optional<SignalSettings>& original_signals() {
  static std::optional<SignalSettings> settings;
  return settings;
}

SignalSettings read_signals() {
  SignalSettings settings;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], nullptr, &settings.actions[i]);
  }
  ::pthread_sigmask(SIG_SETMASK, nullptr, &settings.blocked);
  return settings;
}

bool is_ignored(int signal_number) {
  struct sigaction current = {};
  return ::sigaction(signal_number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

void set_handler(int signal_number, void (*handler)(int), int further_flags = 0) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | further_flags;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal_number, &action, nullptr);
}

/// For the signals that a SignalHold holds.
void set_holdable_handler(int signal_number) {
  // SA_NODEFER: a handler that hangs in its write must not hold up the second Ctrl+C.
  set_handler(signal_number, end_unless_held, SA_NODEFER);
}

sigset_t make_set(std::initializer_list<int> signal_numbers) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal_number : signal_numbers) {
    ::sigaddset(&set, signal_number);
  }
  return set;
}

/// Ctrl+Z: the shell gets its terminal back as it was. LineInput takes it again later.
extern "C" void stop_with_terminal_restored(int signal_number) {
  const int error_number = errno;
  erase_status_line();
  restore_terminal();
  set_handler(signal_number, SIG_DFL);
  ::raise(signal_number);
  const sigset_t signals = make_set({signal_number});
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // stops here, until SIGCONT
  set_handler(signal_number, stop_with_terminal_restored);
  errno = error_number;
}

}  // namespace

void end_on_signals() noexcept {
  original_signals() = read_signals();
  set_holdable_handler(SIGINT);
  set_holdable_handler(SIGTERM);
  if (!is_ignored(SIGHUP)) {
    set_holdable_handler(SIGHUP);
  }
  if (!is_ignored(SIGQUIT)) {
    set_handler(SIGQUIT, end_at_once);
  }
  if (!is_ignored(SIGTSTP)) {
    set_handler(SIGTSTP, stop_with_terminal_restored);
  }
  set_handler(SIGPIPE, SIG_IGN);
  set_handler(SIGXFSZ, SIG_IGN);
  // A parent may have blocked them.
  const sigset_t signals = make_set({SIGINT, SIGTERM, SIGHUP, SIGQUIT});
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void restore_signals() noexcept {
  if (const auto& settings = original_signals()) {
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &settings->actions[i], nullptr);
    }
    ::pthread_sigmask(SIG_SETMASK, &settings->blocked, nullptr);
  }
}

SignalHold::SignalHold(Line told, std::chrono::milliseconds limit) noexcept : told_(std::move(told)) {
  take_alarm();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
  const std::chrono::microseconds rest = limit - seconds;
  first_signal = {
      .fd = told_.fd,
      .text = told_.text.data(),
      .size = told_.text.size(),
      .limit = {.it_interval = {}, .it_value = {.tv_sec = seconds.count(), .tv_usec = rest.count()}}};
  first_at = 0;
  held_signal = kNoSignal;
}

void SignalHold::release() noexcept {
  if (std::exchange(released_, true)) {
    return;
  }
  int first = kNoSignal;
  if (!held_signal.compare_exchange_strong(first, kNoHold)) {
    end_with_status_of(first);
  }
  give_alarm_back();
}

void SignalHold::take_alarm() noexcept {
  const sigset_t alarm = make_set({SIGALRM});
  sigset_t blocked = {};
  ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  alarm_was_blocked_ = ::sigismember(&blocked, SIGALRM) == 1;
  alarm_ends = !alarm_was_blocked_ && !is_ignored(SIGALRM);
  ::sigaction(SIGALRM, nullptr, &alarm_before_);
  set_handler(SIGALRM, end_on_alarm);
  ::pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
}

void SignalHold::give_alarm_back() noexcept {
  if (alarm_was_blocked_) {
    const sigset_t alarm = make_set({SIGALRM});
    ::pthread_sigmask(SIG_BLOCK, &alarm, nullptr);
  }
  ::sigaction(SIGALRM, &alarm_before_, nullptr);
}

}  // namespace goto_token
