#pragma once

#include <string>
#include <vector>

#include "goto_token/base/error.hpp"
#include "goto_token/command_line/command_line.hpp"

namespace goto_token {

/// The error that ended a run, with what else helps: where the server refused, the traces of a mistake that
/// the run warned of; where the set-up is at fault and there is no hint yet, `doctor`.
/// @param traces one line each, without secrets.
[[nodiscard]] Error advise(const Error& error, const CommandLine& command_line,
                           const std::vector<std::string>& traces);

}  // namespace goto_token
