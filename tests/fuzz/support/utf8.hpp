#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace goto_token::fuzz {

/// The characters of a text, or nullopt when it is not UTF-8. Written from the table of RFC 3629 §4 by
/// another method than the product's decoder, so that they do not share a mistake.
inline std::optional<std::vector<char32_t>> decode_utf8(std::string_view text) {
  struct Form {
    unsigned char lead_from, lead_to, second_from, second_to;
    std::size_t length;
  };
  constexpr std::array kForms = {
      Form{0x00, 0x7F, 0, 0, 1},       Form{0xC2, 0xDF, 0x80, 0xBF, 2}, Form{0xE0, 0xE0, 0xA0, 0xBF, 3},
      Form{0xE1, 0xEC, 0x80, 0xBF, 3}, Form{0xED, 0xED, 0x80, 0x9F, 3}, Form{0xEE, 0xEF, 0x80, 0xBF, 3},
      Form{0xF0, 0xF0, 0x90, 0xBF, 4}, Form{0xF1, 0xF3, 0x80, 0xBF, 4}, Form{0xF4, 0xF4, 0x80, 0x8F, 4}};
  constexpr std::array kLeadBits = {0x7FU, 0x1FU, 0x0FU, 0x07U};
  std::vector<char32_t> characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const auto* const form = std::find_if(kForms.begin(), kForms.end(), [&](const Form& candidate) {
      return byte(0) >= candidate.lead_from && byte(0) <= candidate.lead_to;
    });
    if (form == kForms.end() || text.size() - at < form->length) {
      return std::nullopt;
    }
    char32_t character = byte(0) & kLeadBits[form->length - 1];
    for (std::size_t i = 1; i < form->length; ++i) {
      const unsigned from = i == 1 ? form->second_from : 0x80;
      const unsigned to = i == 1 ? form->second_to : 0xBF;
      if (byte(i) < from || byte(i) > to) {
        return std::nullopt;
      }
      character = character * 64 + (byte(i) - 0x80U);
    }
    characters.push_back(character);
    at += form->length;
  }
  return characters;
}

/// Whether a terminal would obey or hide the character instead of showing it: controls (C0, DEL, C1), line
/// and paragraph separators, and what turns the direction of the text round.
inline bool is_control_character(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

}  // namespace goto_token::fuzz
