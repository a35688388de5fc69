#pragma once

#include <string>
#include <string_view>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {

/// What every command works with.
struct Session {
  const CommandLine& command_line;
  const Settings& settings;
  const Config& config;
  const Effects& effects;
  const Diagnostics& diagnostics;
};

/// The place of the login that the configuration names.
/// @throws Error{TokenStore} when there is none.
[[nodiscard]] TokenStore open_store(const Session& session);

}  // namespace goto_token
