#pragma once

#include <set>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/doctor/check.hpp"
#include "goto_token/io/tls_context.hpp"

namespace goto_token {

/// The valid part of the configuration, with the checks of the env file and of each key.
struct SetUp {
  const CommandLine& command_line;
  Settings settings;                   ///< Only the environment where the env file cannot be read.
  Config config;                       ///< What cannot be read has its default.
  std::set<std::string_view> invalid;  ///< The keys that are invalid.
  std::vector<Check> checks;
  TlsContext tls;  ///< Loaded where a CA file is named: a pipe can be read only once.

  /// Whether the key is valid.
  [[nodiscard]] bool has(std::string_view key) const { return !invalid.contains(key); }

  /// Whether all of the server's URLs are valid.
  [[nodiscard]] bool has_server() const;

  /// Whether those are that tell which service a login is of.
  [[nodiscard]] bool has_service() const;
};

/// Reads the configuration as make_config does, but goes on after an invalid key. Never throws an Error.
[[nodiscard]] SetUp read_set_up(const CommandLine& command_line, const Environment& environment);

}  // namespace goto_token
