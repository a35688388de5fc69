#pragma once

#include <string>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/grants.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/doctor/check.hpp"

namespace goto_token {

/// Describes a valid key: its value and where that is set, or what is used instead. Of a secret, only where
/// it is set. As in a run, the file of a secret that the grant does not need is not read.
/// @throws Error{Configuration} when the file that a secret key names cannot be read.
[[nodiscard]] Check describe_key(const Key& key, const CommandLine& command_line, const Settings& settings,
                                 const Grant& grant);

/// A warning for each name in the env file or the environment that looks like a key, although no run reads it
/// there.
[[nodiscard]] std::vector<Check> find_misplaced_keys(const Settings& settings);

}  // namespace goto_token
