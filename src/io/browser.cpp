#include "goto_token/io/browser.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>

#include "goto_token/base/error.hpp"
#include "goto_token/io/spawn.hpp"

namespace goto_token {
namespace {

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
  const std::array<int, 4> descriptors = {kNullDevice, kNullDevice, kNullDevice, status.number()};
  const auto spawned = spawn({.program = "/bin/sh",
                              .arguments = {"sh", "-c", kLaunchScript, "goto-token", url, command},
                              .environment = environment},
                             descriptors);
  if (const auto* const failure = std::get_if<SpawnFailure>(&spawned)) {
    fail(failure->error_number);
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
