#pragma once

#include <cstddef>
#include <string_view>

namespace goto_token {

// White space and lines as ECMAScript's regular expressions see them, in UTF-8: `\s`, `^` and `$`. The
// characters outside ASCII count: U+2028 and U+2029 end a line, U+00A0, U+FEFF and others are white space. A
// carriage return followed by a line feed is one character. Positions are in bytes; bytes that are not UTF-8
// are neither white space nor the end of a line.

/// Length in bytes of the white space character that stands at `at`, or 0.
[[nodiscard]] std::size_t white_space_length(std::string_view text, std::size_t at);

/// Position of the first character from `at` on that is not white space, or the end of the text.
[[nodiscard]] std::size_t skip_white_space(std::string_view text, std::size_t at);

/// `text` without the white space at its two ends.
[[nodiscard]] std::string_view trim_white_space(std::string_view text);

/// Whether a line ends at `at`: in front of a line terminator or at the end of the text.
[[nodiscard]] bool is_line_end(std::string_view text, std::size_t at);

/// Position of the first line end from `at` on.
[[nodiscard]] std::size_t find_line_end(std::string_view text, std::size_t at);

/// Position where the line behind the one that holds `at` starts, or the end of the text.
[[nodiscard]] std::size_t find_next_line(std::string_view text, std::size_t at);

}  // namespace goto_token
