#include "goto_token/base/white_space.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace goto_token {
namespace {

/// What `\s` matches, line terminators first. U+FEFF is the byte order mark. A search by bytes is exact, in
/// damaged UTF-8 too: no other character contains their first bytes.
constexpr std::array<std::string_view, 26> kCharacters = {
    "\r\n",   "\n",     "\r",     "\u2028", "\u2029", " ",      "\t",     "\v",     "\f",
    "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200A", "\u202F", "\u205F", "\u3000", "\uFEFF"};
constexpr std::span<const std::string_view> kWhiteSpace(kCharacters);
constexpr std::span<const std::string_view> kLineTerminators = kWhiteSpace.first<5>();

/// Length in bytes of the one of `characters` that `text` starts with, or 0.
std::size_t length_at_front(std::string_view text, std::span<const std::string_view> characters) {
  const auto found = std::find_if(characters.begin(), characters.end(),
                                  [text](std::string_view character) { return text.starts_with(character); });
  return found == characters.end() ? 0 : found->size();
}

/// Length in bytes of the one of `characters` that `text` ends with, or 0.
std::size_t length_at_back(std::string_view text, std::span<const std::string_view> characters) {
  const auto found = std::find_if(characters.begin(), characters.end(),
                                  [text](std::string_view character) { return text.ends_with(character); });
  return found == characters.end() ? 0 : found->size();
}

std::size_t line_terminator_length(std::string_view text, std::size_t at) {
  return length_at_front(text.substr(at), kLineTerminators);
}

}  // namespace

std::size_t white_space_length(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] > ' ' && text[at] <= '~') {
    return 0;  // fast path: most text is visible ASCII
  }
  return length_at_front(text.substr(at), kWhiteSpace);
}

std::size_t skip_white_space(std::string_view text, std::size_t at) {
  while (const std::size_t length = white_space_length(text, at)) {
    at += length;
  }
  return at;
}

std::string_view trim_white_space(std::string_view text) {
  text.remove_prefix(skip_white_space(text, 0));
  while (const std::size_t length = length_at_back(text, kWhiteSpace)) {
    text.remove_suffix(length);
  }
  return text;
}

bool is_line_end(std::string_view text, std::size_t at) {
  return at == text.size() || line_terminator_length(text, at) > 0;
}

std::size_t find_line_end(std::string_view text, std::size_t at) {
  while (!is_line_end(text, at)) {
    at = std::min(text.find_first_of("\r\n\xE2", at + 1), text.size());
  }
  return at;
}

std::size_t find_next_line(std::string_view text, std::size_t at) {
  const std::size_t end = find_line_end(text, at);
  return end + line_terminator_length(text, end);
}

}  // namespace goto_token
