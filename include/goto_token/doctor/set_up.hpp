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
  Settings settings;                  ///< The environment alone where the env file cannot be read.
  Config config;                      ///< What cannot be read is as it begins.
  std::set<std::string_view> broken;  ///< The keys that cannot be read.
  std::vector<Check> checks;

  /// Whether the key could be read.
  [[nodiscard]] bool has(std::string_view key) const { return !broken.contains(key); }

  /// Whether all of the server's URLs could be read.
  [[nodiscard]] bool has_server() const;
};

/// Reads the configuration as make_config does, and goes on behind what is wrong. Never throws an Error.
[[nodiscard]] SetUp read_set_up(const CommandLine& command_line, const Environment& environment);

}  // namespace goto_token
