#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/doctor/check.hpp"

namespace goto_token {

/// The configuration as far as it can be read, with the checks that this comes to: of the env file and of
/// each key.
struct SetUp {
  Settings settings;             ///< The environment alone where the env file cannot be read.
  Config config;                 ///< Parts that cannot be read are as they begin.
  std::set<std::string> broken;  ///< The names of those parts.
  std::vector<Check> checks;

  /// Whether the part of this name could be read.
  [[nodiscard]] bool has(const std::string& part) const { return !broken.contains(part); }
};

/// Reads the configuration as make_config does, and goes on behind what is wrong. Never throws an Error.
[[nodiscard]] SetUp read_set_up(const CommandLine& command_line, const Environment& environment);

}  // namespace goto_token
