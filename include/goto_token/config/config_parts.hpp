#pragma once

#include <span>
#include <string_view>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {

/// One part of the configuration, which can be read whether or not the others can.
struct ConfigPart {
  std::string_view name;  ///< Its key; for those of several keys, what they say.
  /// Fills in the part.
  /// @throws Error{Configuration} naming the key at fault, or the option for values the command line gave.
  void (*read)(Config& config, const CommandLine& command_line, const Settings& settings);
};

/// The name of the part that all keys with the server's URLs make up.
inline constexpr std::string_view kServerPart = "server";

/// What the redirect URI is unless it is set.
inline constexpr std::string_view kDefaultRedirectUri = "http://127.0.0.1:5000/login/oauth2/code/goto";

/// Every part, in the order in which they are to be read: some look at those before them.
[[nodiscard]] std::span<const ConfigPart> config_parts() noexcept;

}  // namespace goto_token
