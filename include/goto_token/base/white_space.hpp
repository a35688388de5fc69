#pragma once

#include <cstddef>
#include <string_view>

namespace goto_token {

// White space and lines as in ECMAScript's regular expressions, in UTF-8: `\s`, `^` and `$`. U+2028 and
// U+2029 end a line; U+00A0, U+FEFF and others are white space. A carriage return and a line feed are one
// character. Positions are in bytes. Bytes that are not UTF-8 are neither white space nor the end of a line.

/// Length in bytes of the white space character at `at`, or 0.
[[nodiscard]] std::size_t white_space_length(std::string_view text, std::size_t at);

/// Position of the first character at or after `at` that is not white space, or the end of the text.
[[nodiscard]] std::size_t skip_white_space(std::string_view text, std::size_t at);

/// The text without white space at both ends.
[[nodiscard]] std::string_view trim_white_space(std::string_view text);

/// Whether a line ends at `at`: before a line terminator or at the end of the text.
[[nodiscard]] bool is_line_end(std::string_view text, std::size_t at);

/// Position of the first line end at or after `at`.
[[nodiscard]] std::size_t find_line_end(std::string_view text, std::size_t at);

/// Start of the line after the one at `at`, or the end of the text.
[[nodiscard]] std::size_t find_next_line(std::string_view text, std::size_t at);

}  // namespace goto_token
