#include "goto_token/io/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <numeric>
#include <system_error>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/access.hpp"
#include "goto_token/io/signals.hpp"

namespace goto_token {
namespace {

/// The failures of a folder of PATH, after which execvpe(3) searches the next one.
constexpr std::array kFolderFailures = {ENOENT, ENOTDIR, EACCES};

/// The PATH by which execvpe(3) searches. Its empty text is the current folder.
std::string search_path() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing ever sets a variable
  const char* const path = std::getenv("PATH");
  if (path == nullptr) {
    return "/bin:/usr/bin";
  }
  return *path == '\0' ? "." : path;
}

/// The bytes of all strings, as the kernel counts them: each with the byte that ends it and a pointer.
std::string count_bytes(const std::vector<std::string>& strings) {
  const std::size_t bytes = std::accumulate(
      strings.begin(), strings.end(), std::size_t{0},
      [](std::size_t sum, const std::string& string) { return sum + string.size() + 1 + sizeof(char*); });
  return std::to_string(bytes) + " bytes";
}

bool is_folder(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Why the command could not be run, with the exit status that shells have for it: a folder of PATH that may
/// not be searched is none in which the command was found, whatever execvpe(3) says.
Error make_failure(const std::string& name, int error_number) {
  const std::string failed = "cannot run '" + printable(name) + "': ";
  const std::string reason = std::generic_category().message(error_number);
  const bool is_path = name.find('/') != std::string::npos;
  if (is_path ? error_number != ENOENT : !contains(kFolderFailures, error_number)) {
    return {ExitCode::NotExecutable, failed + (is_path && is_folder(name) ? "it is a folder" : reason)};
  }
  const std::string path = search_path();
  if (find_program(name, path)) {
    if (error_number == EACCES) {  // such as on a file system from which nothing may be run
      return {ExitCode::NotExecutable, failed + reason};
    }
    // The program exists, so what is missing is its interpreter.
    return {ExitCode::NotExecutable, failed + "its interpreter is not there",
            "a script names its interpreter in its first line, behind #!"};
  }
  if (const auto file = find_file(name, path)) {
    return {ExitCode::NotExecutable, failed + "'" + printable(*file) + "' may not be executed"};
  }
  return {ExitCode::CommandNotFound, failed + "command not found"};
}

}  // namespace

void replace_process(std::vector<std::string> command, std::vector<std::string> environment) {
  restore_signals();
  ::execvpe(command.front().c_str(), null_terminated(command).data(), null_terminated(environment).data());
  const int error_number = errno;
  if (error_number == E2BIG) {
    throw Error(ExitCode::NotExecutable,
                "cannot run '" + printable(command.front()) + "': its arguments (" + count_bytes(command) +
                    ") and its environment (" + count_bytes(environment) + ") are too long together",
                "give it fewer arguments at a time, such as with xargs -n, or a smaller environment");
  }
  throw make_failure(command.front(), error_number);
}

std::size_t longest_variable() noexcept {
  constexpr std::size_t kPages = 32;  // MAX_ARG_STRLEN of the kernel, with the byte that ends the string
  const long page = ::sysconf(_SC_PAGESIZE);
  return kPages * static_cast<std::size_t>(page > 0 ? page : 4096) - 1;
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
