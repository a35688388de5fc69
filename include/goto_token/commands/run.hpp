#pragma once

#include <string>
#include <vector>

#include "goto_token/commands/real_effects.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {

/// The whole program but for what belongs to the process: reads the command line, does what it says, and
/// explains every failure.
/// @returns the exit status.
[[nodiscard]] int run(const std::vector<std::string>& arguments, const Environment& environment,
                      Streams streams);

}  // namespace goto_token
