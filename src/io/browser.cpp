#include "goto_token/io/browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>

#include "goto_token/base/error.hpp"
#include "goto_token/io/process.hpp"

namespace goto_token {
namespace {

constexpr int kStatusDescriptor = 3;

// $1 is the URL and $2 the command. The shell parses the command only; the URL is put into its words as data.
// The exit status goes to descriptor 3, which is closed in the command itself.
constexpr const char* kLaunchScript = R"(trap 'echo "$?" >&3' EXIT
url=$1
eval "set -- $2"
left=$#
placed=
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  case $word in *%s*) word=${word%%"%s"*}$url${word#*"%s"} placed=yes ;; esac
  set -- "$@" "$word"
  left=$((left - 1))
done
[ "$placed" ] || set -- "$@" "$url"
"$@" 3>&-
)";

class SpawnSettings {
 public:
  explicit SpawnSettings(int status_pipe) {
    ::posix_spawn_file_actions_init(&actions_);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", O_RDWR, 0);
    }
    ::posix_spawn_file_actions_adddup2(&actions_, status_pipe, kStatusDescriptor);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kStatusDescriptor + 1);
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_ = {};
  posix_spawnattr_t attributes_ = {};
};

[[noreturn]] void fail(int error_number) {
  throw Error(ExitCode::Failure,
              "cannot start the browser: " + std::generic_category().message(error_number));
}

}  // namespace

BrowserRun open_browser(const std::string& command, const std::string& url,
                        const std::vector<std::string>& environment) {
  std::array<int, 2> ends = {};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    fail(errno);
  }
  BrowserRun run{FileDescriptor(ends[0])};
  const FileDescriptor status(ends[1]);
  const SpawnSettings settings(status.number());
  std::vector<std::string> arguments = {"sh", "-c", kLaunchScript, "goto-token", url, command};
  std::vector<std::string> variables = environment;
  pid_t child = 0;
  const int failure = ::posix_spawn(&child, "/bin/sh", settings.actions(), settings.attributes(),
                                    null_terminated(arguments).data(), null_terminated(variables).data());
  if (failure != 0) {
    fail(failure);
  }
  return run;
}

std::optional<int> read_exit_status(const BrowserRun& run) {
  std::array<char, 8> digits = {};
  const ssize_t count = ::read(run.ended.number(), digits.data(), digits.size());
  int status = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + (count > 0 ? count : 0), status);
  return parsed.ec == std::errc() ? std::optional(status) : std::nullopt;
}

}  // namespace goto_token
