#include "goto_token/io/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/access.hpp"
#include "goto_token/io/signals.hpp"

namespace goto_token {
void replace_process(std::vector<std::string> command, std::vector<std::string> environment) {
  restore_signals();
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
