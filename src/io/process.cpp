#include "goto_token/io/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <system_error>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/access.hpp"
#include "goto_token/io/terminal.hpp"

namespace goto_token {
namespace {

extern "C" void end_with_signal_status(int signal_number) {
  constexpr int kSignalStatus = 128;
  restore_terminal();
  ::_exit(kSignalStatus + signal_number);
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

void restore_signals(const SignalSettings& settings) {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], &settings.actions[i], nullptr);
  }
  ::pthread_sigmask(SIG_SETMASK, &settings.blocked, nullptr);
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

/// Ctrl+Z: the shell gets its terminal back as it was. LineInput takes it again later.
extern "C" void stop_with_terminal_restored(int signal_number) {
  const int error_number = errno;
  restore_terminal();
  handle(signal_number, SIG_DFL);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, signal_number);
  ::raise(signal_number);
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // stops here, until SIGCONT
  handle(signal_number, stop_with_terminal_restored);
  errno = error_number;
}

}  // namespace

void end_on_signals() noexcept {
  original_signals() = read_signals();
  handle(SIGINT, end_with_signal_status);
  handle(SIGTERM, end_with_signal_status);
  if (!is_ignored(SIGHUP)) {
    handle(SIGHUP, end_with_signal_status);
  }
  if (!is_ignored(SIGQUIT)) {
    handle(SIGQUIT, end_with_signal_status);
  }
  if (!is_ignored(SIGTSTP)) {
    handle(SIGTSTP, stop_with_terminal_restored);
  }
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
  // A parent may have blocked them.
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    ::sigaddset(&signals, signal_number);
  }
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void replace_process(std::vector<std::string> command, std::vector<std::string> environment) {
  if (const auto& signals = original_signals()) {
    restore_signals(*signals);
  }
  ::execvpe(command.front().c_str(), null_terminated(command).data(), null_terminated(environment).data());
  const int error_number = errno;
  const std::string failed = "cannot run '" + printable(command.front()) + "': ";
  if (error_number != ENOENT) {
    throw Error(ExitCode::NotExecutable, failed + std::generic_category().message(error_number));
  }
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing ever sets a variable
  const char* const path = std::getenv("PATH");
  if (find_program(command.front(), path == nullptr ? "" : path)) {
    // The program exists, so what is missing is its interpreter.
    throw Error(ExitCode::NotExecutable, failed + "its interpreter is not there",
                "a script names its interpreter in its first line, behind #!");
  }
  throw Error(ExitCode::CommandNotFound, failed + "command not found");
}

std::vector<char*> null_terminated(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& string : strings) {
    pointers.push_back(string.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

void forbid_core_dumps() noexcept {
  // Not RLIMIT_CORE, which programs that are started from here would inherit.
  ::prctl(PR_SET_DUMPABLE, 0);
}

void fill_standard_descriptors() noexcept {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0) {
      // open(2) takes the lowest free number, which is this one.
      ::open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    }
  }
}

}  // namespace goto_token
