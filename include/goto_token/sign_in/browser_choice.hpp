#pragma once

#include <string>
#include <vector>

#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {

/// The commands that may open the sign-in page, of which the first that starts does: those that are
/// configured, else the platform's opener where there is a terminal and a desktop. Empty when no browser is
/// to be started.
/// @param terminal whether stderr is a terminal.
[[nodiscard]] std::vector<std::string> choose_browsers(const Config& config, const Settings& settings,
                                                       bool terminal);

}  // namespace goto_token
