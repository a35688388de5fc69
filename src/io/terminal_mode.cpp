#include "goto_token/io/terminal_mode.hpp"

#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace goto_token {
namespace {

// Global, because a signal handler gets at nothing else. `taken_fd` is set last and cleared first.
std::atomic<int> taken_fd = -1;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler uses it");
termios mode_before = {};

}  // namespace

bool is_in_background(int fd) noexcept {
  const pid_t foreground = ::tcgetpgrp(fd);
  return foreground >= 0 && foreground != ::getpgrp();
}

void take_terminal(int fd) noexcept {
  termios mode = {};
  if (taken_fd >= 0 || is_in_background(fd) || ::tcgetattr(fd, &mode) != 0) {
    return;
  }
  mode_before = mode;
  taken_fd = fd;
  mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ECHONL);
  mode.c_cc[VMIN] = 0;
  mode.c_cc[VTIME] = 0;
  ::tcsetattr(fd, TCSANOW, &mode);
}

void restore_terminal() noexcept {
  const int fd = taken_fd.exchange(-1);
  if (fd < 0 || is_in_background(fd)) {
    return;
  }
  // Should the foreground go to others at this very moment, SIGTTOU would stop the process.
  sigset_t stop;
  sigset_t before;
  ::sigemptyset(&stop);
  ::sigaddset(&stop, SIGTTOU);
  ::pthread_sigmask(SIG_BLOCK, &stop, &before);
  ::tcflush(fd, TCIFLUSH);
  ::tcsetattr(fd, TCSANOW, &mode_before);  // not TCSADRAIN, which waits for ever after Ctrl+S
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace goto_token
