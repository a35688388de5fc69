#pragma once

#include <string>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/doctor/check.hpp"

namespace goto_token {

/// What a key that is in order holds and where it stands, or what holds instead; of a secret, only where it
/// stands. As in a run, the file of a secret that the grant does not need is left alone.
/// @throws Error{Configuration} when the file that a secret key names cannot be read.
[[nodiscard]] Check describe_key(const std::string& key, const CommandLine& command_line,
                                 const Settings& settings, Grant grant);

/// A warning for each name in the env file, or in the environment, that somebody may take for a key and no
/// run looks at there.
[[nodiscard]] std::vector<Check> find_misplaced_keys(const Settings& settings);

}  // namespace goto_token
