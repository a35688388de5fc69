#include "goto_token/io/terminal.hpp"

#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {
namespace {

// Global, because signal handlers read them. `mode_before` is valid from before `taken_fd` is set until after
// it is cleared.
std::atomic<int> taken_fd = -1;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler uses it");
termios mode_before = {};
std::atomic<int> open_line_fd = -1;

/// Blocks the signals that stop the process. A stop between two steps would leave the terminal half taken, or
/// make the next step save our own mode as the one before.
class StopSignalsBlocked {
 public:
  StopSignalsBlocked() noexcept {
    sigset_t stops;
    ::sigemptyset(&stops);
    ::sigaddset(&stops, SIGTSTP);
    ::sigaddset(&stops, SIGTTOU);
    ::pthread_sigmask(SIG_BLOCK, &stops, &before_);
  }
  StopSignalsBlocked(const StopSignalsBlocked&) = delete;
  StopSignalsBlocked& operator=(const StopSignalsBlocked&) = delete;
  ~StopSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_ = {};
};

}  // namespace

bool is_terminal(int fd) noexcept {
  return ::isatty(fd) == 1;
}

bool is_in_background(int fd) noexcept {
  const pid_t foreground = ::tcgetpgrp(fd);
  return foreground >= 0 && foreground != ::getpgrp();
}

bool take_terminal(int fd) noexcept {
  const StopSignalsBlocked stops;
  termios mode = {};
  if (taken_fd >= 0 || is_in_background(fd) || ::tcgetattr(fd, &mode) != 0) {
    return false;
  }
  mode_before = mode;
  taken_fd = fd;
  mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ECHONL);
  mode.c_cc[VMIN] = 0;
  mode.c_cc[VTIME] = 0;
  ::tcsetattr(fd, TCSANOW, &mode);
  return true;
}

void restore_terminal() noexcept {
  const StopSignalsBlocked stops;
  const int fd = taken_fd;
  if (fd >= 0 && !is_in_background(fd)) {
    ::tcflush(fd, TCIFLUSH);
    ::tcsetattr(fd, TCSANOW, &mode_before);  // not TCSADRAIN, which waits for ever after Ctrl+S
  }
  // Last: a signal may end the process at any step, and its handler then repeats all of them.
  taken_fd = -1;
}

void set_open_line(int fd) noexcept {
  open_line_fd = fd;
}

void end_open_line() noexcept {
  const int fd = open_line_fd.exchange(-1);
  if (fd >= 0 && !is_in_background(fd) && is_writable(fd)) {
    [[maybe_unused]] const ssize_t count = ::write(fd, "\n", 1);
  }
}

}  // namespace goto_token
