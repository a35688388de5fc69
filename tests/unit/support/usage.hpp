#pragma once

#include <string>
#include <vector>

#include "failure.hpp"
#include "goto_token/command_line/command_line.hpp"

namespace goto_token {

using Arguments = std::vector<std::string>;

/// How these arguments fail.
inline Failure failure_with(const Arguments& arguments) {
  return failure_of([&] { return parse_command_line(arguments); });
}

/// A usage error.
inline Failure usage(const std::string& what, const std::string& hint = "see goto-token --help") {
  return {ExitCode::Usage, what, hint};
}

}  // namespace goto_token
