#pragma once

#include <string_view>

namespace goto_token {

/// The text of `--help`.
[[nodiscard]] std::string_view help_text() noexcept;

/// The text of `--version`: one line.
[[nodiscard]] std::string_view version_text() noexcept;

}  // namespace goto_token
