#include "goto_token/commands/advice.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

/// Whether `doctor` looks at what failed.
bool is_checked_by_doctor(ExitCode code) {
  return code == ExitCode::Configuration || code == ExitCode::Network || code == ExitCode::CannotListen ||
         code == ExitCode::TokenStore;
}

/// The options that a check of the set-up has to have as well.
std::string name_set_up_options(const CommandLine& command_line) {
  constexpr auto kOthers = std::to_array<std::string_view>({"--all", "--output", "--quiet", "--verbose"});
  std::vector<std::string_view> names;
  std::copy_if(command_line.options.begin(), command_line.options.end(), std::back_inserter(names),
               [&](std::string_view name) { return !contains(kOthers, name); });
  return join_words(names, ", ");
}

}  // namespace

Error advise(const Error& error, const CommandLine& command_line, const std::vector<std::string>& traces) {
  std::string hint = error.hint();
  if (error.code() == ExitCode::TokenRefused && !traces.empty()) {
    hint = "this may be why: " + join_words(traces, "; also ") + (hint.empty() ? "" : "; otherwise " + hint);
  } else if (is_checked_by_doctor(error.code()) && hint.empty()) {
    const std::string options = name_set_up_options(command_line);
    hint = "goto-token doctor " + (options.empty() ? "" : "with the same options (" + options + ") ") +
           "checks the set-up";
  }
  return {error.code(), error.what(), hint};
}

}  // namespace goto_token
