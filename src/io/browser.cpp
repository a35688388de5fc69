#include "goto_token/io/browser.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/spawn.hpp"

namespace goto_token {
namespace {

// $1 is the URL, and each further argument a command. The shell parses the commands only; the URL is put into
// their words as data. Each has a shell of its own, since a syntax error ends that. How many were tried and
// the last one's exit status go to descriptor 3, which is closed in the commands themselves.
constexpr const char* kLaunchScript = R"(url=$1
shift
tried=0
for command do
  tried=$((tried + 1))
  (
    trap 'exit 126' EXIT
    eval "set -- $command" || exit 126
    trap - EXIT
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
  )
  status=$?
  case $status in 126 | 127) ;; *) break ;; esac
done
echo "$tried $status" >&3
)";

[[noreturn]] void fail(int error_number) {
  throw Error(ExitCode::Failure, "cannot start a browser: " + std::generic_category().message(error_number));
}

}  // namespace

BrowserRun open_browser(std::vector<std::string> commands, const std::string& url,
                        const std::vector<std::string>& environment) {
  std::array<int, 2> ends = {};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    fail(errno);
  }
  BrowserRun run{FileDescriptor(ends[0]), std::move(commands)};
  const FileDescriptor status(ends[1]);
  const std::array<int, 4> descriptors = {kNullDevice, kNullDevice, kNullDevice, status.number()};
  std::vector<std::string> arguments = {"sh", "-c", kLaunchScript, "goto-token", url};
  arguments.insert(arguments.end(), run.commands.begin(), run.commands.end());
  const auto spawned = spawn(
      {.program = "/bin/sh", .arguments = std::move(arguments), .environment = environment}, descriptors);
  if (const auto* const failure = std::get_if<SpawnFailure>(&spawned)) {
    fail(failure->error_number);
  }
  return run;
}

std::optional<BrowserExit> read_browser_exit(const BrowserRun& run) {
  std::array<char, 32> text = {};  // two small numbers, a blank and a line end
  const ssize_t count = ::read(run.ended.number(), text.data(), text.size());
  std::string_view numbers(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  numbers = numbers.substr(0, numbers.find('\n'));
  const std::size_t blank = numbers.find(' ');
  const auto tried = parse_decimal<std::size_t>(numbers.substr(0, blank));
  const auto status =
      blank == std::string_view::npos ? std::nullopt : parse_decimal<int>(numbers.substr(blank + 1));
  if (!tried || !status || *tried == 0 || *tried > run.commands.size()) {
    return std::nullopt;
  }
  return BrowserExit{*tried, *status};
}

}  // namespace goto_token
