#pragma once

#include <optional>
#include <string>

#include "settings.hpp"

namespace goto_mock_auth {

/// Reads the command line. Nullopt if it asked for help or the version, which are then on stdout.
/// @throws Failure with exit code 2.
[[nodiscard]] std::optional<Settings> parse_options(int argc, const char* const* argv);

/// The `.env` that makes goto-token use this server at `base_url`.
/// @throws Failure if a value can't be written in dotenv's syntax.
[[nodiscard]] std::string env_file_text(const Settings& settings, const std::string& base_url);

}  // namespace goto_mock_auth
