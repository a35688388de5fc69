#pragma once

#include <string_view>

namespace goto_token {

/// Whether a person may be looking at the descriptor.
[[nodiscard]] bool is_terminal(int fd) noexcept;

/// Whether there is something to read from the descriptor, be it its end.
[[nodiscard]] bool is_readable(int fd) noexcept;

/// Writes all of `text` to the descriptor, however many writes it takes.
/// @returns 0, or the errno of the write that failed.
int write_all(int fd, std::string_view text) noexcept;

}  // namespace goto_token
