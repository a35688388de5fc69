#pragma once

#include <string>
#include <vector>

#include "goto_token/commands/real_effects.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {

/// The program without its process: reads the command line, runs the command, and reports every failure.
/// @returns the exit status.
[[nodiscard]] int run(const std::vector<std::string>& arguments, const Environment& environment,
                      Streams streams);

}  // namespace goto_token
