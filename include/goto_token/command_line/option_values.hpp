#pragma once

#include <string>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/command_line/raw_options.hpp"

namespace goto_token {

/// The options as the command takes them.
/// @throws Error{Usage} for an invalid value, for options that exclude each other, and for one that belongs
/// to other commands alone.
[[nodiscard]] CommandLine take_option_values(const RawOptions& raw, Action action);

/// The hint that names the nearest of the words, or the only one that begins as it was typed; empty for
/// neither.
[[nodiscard]] std::string hint_at_nearest(const std::string& typed, const std::vector<std::string>& words);

}  // namespace goto_token
