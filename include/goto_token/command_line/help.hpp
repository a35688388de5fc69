#pragma once

#include <string_view>

namespace goto_token {

/// What `--help` prints.
[[nodiscard]] std::string_view help_text() noexcept;

/// What `--version` prints.
[[nodiscard]] std::string_view version_text() noexcept;

}  // namespace goto_token
