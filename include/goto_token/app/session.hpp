#pragma once

#include <string>
#include <string_view>

#include "goto_token/app/cli.hpp"
#include "goto_token/app/config.hpp"
#include "goto_token/app/diagnostics.hpp"
#include "goto_token/app/effects.hpp"
#include "goto_token/app/settings.hpp"
#include "goto_token/app/token_store.hpp"

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
