#pragma once

#include "settings.hpp"

namespace goto_mock_auth {

/// The hint of an error in usage.
inline constexpr const char* kSeeHelp = "see goto-mock-auth --help";

/// Checks what the parser can't, and brings the base path into its form.
/// @throws Failure with exit code 2.
void check_options(Settings& settings);

}  // namespace goto_mock_auth
