#pragma once

#include <string>
#include <vector>

#include "goto_token/config/settings.hpp"

namespace goto_token {

/// The descriptors of a run.
struct Streams {
  int out = -1;  ///< The result and nothing else.
  int err = -1;  ///< Everything for people.
  int in = -1;   ///< Read only for an answer that is pasted; -1 for nothing.
};

/// The whole program but for what belongs to the process: reads the command line, does what it says, and
/// explains every failure.
/// @returns the exit status.
[[nodiscard]] int run(const std::vector<std::string>& arguments, const Environment& environment,
                      Streams streams);

}  // namespace goto_token
