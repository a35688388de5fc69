#pragma once

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// The arguments of every command.
struct Session {
  const CommandLine& command_line;
  const Settings& settings;
  const Config& config;
  const Effects& effects;
};

}  // namespace goto_token
