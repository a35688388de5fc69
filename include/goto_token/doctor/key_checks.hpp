#pragma once

#include <string>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/grants.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/doctor/check.hpp"

namespace goto_token {

/// What a key that is in order holds and where it stands, or what holds instead; of a secret, only where it
/// stands. As in a run, the file of a secret that the grant does not need is left alone.
/// @throws Error{Configuration} when the file that a secret key names cannot be read.
[[nodiscard]] Check describe_key(const Key& key, const CommandLine& command_line, const Settings& settings,
                                 const Grant& grant);

/// A warning for each name in the env file, or in the environment, that may be taken for a key although no
/// run looks at it there.
[[nodiscard]] std::vector<Check> find_misplaced_keys(const Settings& settings);

}  // namespace goto_token
