#pragma once

#include <string>

#include "settings.hpp"

namespace goto_mock_auth {

/// What `--help` prints. `defaults` are shown beside the options.
[[nodiscard]] std::string help_text(const Settings& defaults);

}  // namespace goto_mock_auth
