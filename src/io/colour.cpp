#include "goto_token/io/colour.hpp"

#include "goto_token/io/terminal.hpp"

namespace goto_token {
namespace {

std::string_view start_of(Colour colour) {
  switch (colour) {
    case Colour::Green:
      return "\x1b[1;32m";
    case Colour::Yellow:
      return "\x1b[1;33m";
    case Colour::Red:
      break;
  }
  return "\x1b[1;31m";
}

}  // namespace

std::string paint(std::string_view text, Colour colour) {
  return std::string(start_of(colour)).append(text).append("\x1b[0m");
}

bool shows_colour(int fd, std::string_view no_color, std::string_view term) noexcept {
  return no_color.empty() && term != "dumb" && is_terminal(fd);
}

}  // namespace goto_token
