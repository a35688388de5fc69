#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// What a word is marked with on a terminal.
enum class Colour {
  Green,   ///< All is well.
  Yellow,  ///< Something to look at.
  Red,     ///< Something to fix.
};

/// The text in bold and in this colour, by escape sequences.
[[nodiscard]] std::string paint(std::string_view text, Colour colour);

/// Whether text on this descriptor may be painted: it is a terminal, not a dumb one, and colour is not turned
/// off.
/// @param no_color the variable `NO_COLOR` (no-color.org), @param term `TERM`; empty where it is not set.
[[nodiscard]] bool shows_colour(int fd, std::string_view no_color, std::string_view term) noexcept;

}  // namespace goto_token
