#pragma once

#include <optional>
#include <stdexcept>

#include "settings.hpp"

namespace goto_mock_auth {

/// A command line that can't be used; its text says why.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads the command line. Nullopt if it asked for help or the version, which are then on stdout.
/// @throws UsageError.
[[nodiscard]] std::optional<Settings> parse_options(int argc, const char* const* argv);

}  // namespace goto_mock_auth
