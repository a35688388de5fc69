#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <iostream>
#include <string>
#include <string_view>

#include "options.hpp"
#include "server.hpp"

namespace {

using goto_mock_auth::Server;
using goto_mock_auth::Settings;

int fail(int exit_code, std::string_view message, std::string_view hint = {}) {
  std::cerr << "goto-mock-auth: error: " << message << '\n';
  if (!hint.empty()) {
    std::cerr << "goto-mock-auth: hint: " << hint << '\n';
  }
  return exit_code;
}

// Says that the server listens, and ends stdout, so that a reader to end of file goes on now.
bool announce(const Settings& settings, const std::string& base_url) {
  const std::string listening = "goto-mock-auth: listening on " + base_url + "\n";
  if (settings.print_env && !settings.quiet) {
    std::cerr << listening;
  }
  const std::string text = settings.print_env ? env_file_text(settings, base_url) : listening;
  const bool written = write(STDOUT_FILENO, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  // Not just closed: the next socket would get its number.
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  return written && null >= 0 && dup2(null, STDOUT_FILENO) >= 0 && close(null) == 0;
}

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// Sends this process a stop signal at the end of a scope.
struct StopSignalAtEnd {
  StopSignalAtEnd() = default;
  StopSignalAtEnd(const StopSignalAtEnd&) = delete;
  StopSignalAtEnd& operator=(const StopSignalAtEnd&) = delete;
  StopSignalAtEnd(StopSignalAtEnd&&) = delete;
  StopSignalAtEnd& operator=(StopSignalAtEnd&&) = delete;
  ~StopSignalAtEnd() { kill(getpid(), SIGTERM); }
};

int serve(const Settings& settings) {
  // Blocked before there is a second thread, so that only sigwait sees them.
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Server server(settings);
  if (!announce(settings, server.base_url())) {
    return fail(1, "cannot write to stdout");
  }
  std::future<void> served = std::async(std::launch::async, [&server] {
    const StopSignalAtEnd stop_signal;  // else sigwait would go on waiting if serving fails
    server.serve();
  });
  int received = 0;
  sigwait(&signals, &received);
  server.stop();
  // Answers under way may get out, but nothing that takes long.
  constexpr std::chrono::milliseconds kGrace{200};
  if (served.wait_for(kGrace) != std::future_status::ready) {
    server.break_off();
  }
  served.get();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto settings = goto_mock_auth::parse_options(argc, argv);
    return settings ? serve(*settings) : 0;
  } catch (const goto_mock_auth::UsageError& error) {
    return fail(2, error.what(), "see goto-mock-auth --help");
  } catch (const goto_mock_auth::CertificateError& error) {
    return fail(3, error.what(), "--cert and --key name PEM files that belong together");
  } catch (const goto_mock_auth::ListenError& error) {
    return fail(8, error.what(), "stop the program that uses this port, or let --port 0 pick a free one");
  } catch (const std::exception& error) {
    return fail(1, error.what());
  }
}
