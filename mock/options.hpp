#pragma once

#include <optional>
#include <string>

#include "settings.hpp"

namespace goto_mock_auth {

/// Reads the command line. Nullopt if it asked for help or the version, which are then on stdout.
/// @throws Failure with exit code 2.
[[nodiscard]] std::optional<Settings> parse_options(int argc, const char* const* argv);

}  // namespace goto_mock_auth
