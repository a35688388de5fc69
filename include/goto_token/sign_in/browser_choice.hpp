#pragma once

#include <optional>
#include <string>

#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {

/// The command that opens the sign-in page: the configured one, else the platform's opener where there is a
/// terminal and a desktop; nullopt when no browser is to be started.
/// @param terminal whether stderr is a terminal.
[[nodiscard]] std::optional<std::string> choose_browser(const Config& config, const Settings& settings,
                                                        bool terminal);

}  // namespace goto_token
