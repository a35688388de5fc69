#include "goto_token/io/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace goto_token {
namespace {

extern "C" void end_with_signal_status(int signal_number) {
  constexpr int kSignalStatus = 128;
  ::_exit(kSignalStatus + signal_number);
}

bool is_ignored(int signal_number) {
  struct sigaction current = {};
  return ::sigaction(signal_number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

void handle(int signal_number, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal_number, &action, nullptr);
}

}  // namespace

void end_on_signals() noexcept {
  handle(SIGINT, end_with_signal_status);
  handle(SIGTERM, end_with_signal_status);
  if (!is_ignored(SIGHUP)) {
    handle(SIGHUP, end_with_signal_status);
  }
  handle(SIGPIPE, SIG_IGN);
  // A parent may have blocked what we have to hear.
  sigset_t heard;
  ::sigemptyset(&heard);
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    ::sigaddset(&heard, signal_number);
  }
  ::pthread_sigmask(SIG_UNBLOCK, &heard, nullptr);
}

void forbid_core_dumps() noexcept {
  const rlimit none = {0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

void fill_standard_descriptors() noexcept {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0) {
      // The lowest free number is taken, which is this one.
      ::open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    }
  }
}

}  // namespace goto_token
