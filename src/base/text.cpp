#include "goto_token/base/text.hpp"

#include <algorithm>
#include <array>

namespace goto_token {
namespace {

struct Utf8Character {
  char32_t code_point;
  std::size_t bytes;
};

constexpr char32_t kNotACharacter = 0xFFFFFFFF;
constexpr Utf8Character kMalformed{kNotACharacter, 1};

/// The length in bytes of a character that begins with `lead`; 0 when no character does.
std::size_t utf8_length(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead < 0xE0) {
    return 2;
  }
  if (lead >= 0xE0 && lead < 0xF0) {
    return 3;
  }
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/// Decodes the first character of a text that is not empty (RFC 3629 §3).
Utf8Character decode_utf8(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = utf8_length(lead);
  if (length == 0 || length > text.size()) {
    return kMalformed;
  }
  char32_t code_point = length == 1 ? lead : lead & (0x7FU >> length);
  for (const char c : text.substr(1, length - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) {
      return kMalformed;
    }
    code_point = (code_point << 6U) | (byte & 0x3FU);
  }
  const bool overlong = (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (overlong || surrogate || code_point > 0x10FFFF) {
    return kMalformed;
  }
  return {code_point, length};
}

struct CharacterRange {
  char32_t first;
  char32_t last;
};

/// Characters beyond ASCII that are controls (Cc), formats (Cf) or ignored in display, and those that break
/// lines: from UnicodeData.txt and DerivedCoreProperties.txt of Unicode 15. In order.
constexpr auto kHarmful = std::to_array<CharacterRange>({
    {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},     {0x600, 0x605},     {0x61C, 0x61C},
    {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x890, 0x891},     {0x8E2, 0x8E2},     {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},
    {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
});

/// Whether a terminal shows the character as itself: not a control, not invisible, and nothing that breaks
/// lines or changes the direction of the text.
bool is_harmless(char32_t c) {
  const bool is_control = c < 0x20;
  return c != kNotACharacter && !is_control &&
         std::none_of(kHarmful.begin(), kHarmful.end(),
                      [c](const CharacterRange& range) { return c >= range.first && c <= range.last; });
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  for (std::size_t shown = 0; !text.empty(); ++shown) {
    if (shown == limit) {
      return out + "…";
    }
    const Utf8Character next = decode_utf8(text);
    if (is_harmless(next.code_point)) {
      out += text.substr(0, next.bytes);
    } else {
      out += '?';
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::string quote_path(std::string_view path) {
  constexpr std::size_t kShortestSecret = 16;
  const bool is_pem = path.find("-----BEGIN") != std::string_view::npos;
  const bool has_lines = path.find_first_of("\r\n") != std::string_view::npos;
  const bool is_base64 = path.ends_with('=');
  const bool is_bare = path.size() >= kShortestSecret && path.find_first_of("/.") == std::string_view::npos;
  return is_pem || has_lines || is_base64 || is_bare ? "what it is set to (not shown: it looks like a key or "
                                                       "secret itself, not like the name of its file)"
                                                     : "'" + printable(path) + "'";
}

std::string replace_malformed_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (true) {
    const auto* const other = std::find_if(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
    out.append(text.begin(), other);
    text.remove_prefix(static_cast<std::size_t>(other - text.begin()));
    if (text.empty()) {
      return out;
    }
    const Utf8Character next = decode_utf8(text);
    out += next.code_point == kNotACharacter ? "\uFFFD" : text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
  }
}

std::string redact(std::string text, std::string_view secret) {
  // Longer than its replacement, so every round shortens the text.
  constexpr std::size_t kShortest = 4;
  if (secret.size() < kShortest) {
    return text;
  }
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret)) {
    text.replace(at, secret.size(), "…");
  }
  return text;
}

std::string html_escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string quote_for_shell(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {  // fish, unlike other shells, knows escapes within the quotes
      quoted.append("'\\").append(1, c).append("'");
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

bool is_plain_word(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || contains(std::string_view("/._-+@%:,="), c);
  });
}

std::string shell_word(std::string_view text) {
  return is_plain_word(text) ? std::string(text) : quote_for_shell(text);
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) {
      return words;
    }
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::optional<unsigned> hex_value(char c) noexcept {
  constexpr unsigned kTen = 10;
  if (is_digit(c)) {
    return static_cast<unsigned>(c - '0');
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? std::optional(static_cast<unsigned>(lower - 'a') + kTen)
                                      : std::nullopt;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

bool is_visible_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x21 && c <= 0x7E; });
}

bool is_utf16(std::string_view text) noexcept {
  constexpr std::size_t kEnough = 32;  // a key and an equals sign, of which the upper bytes are NUL
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return true;
  }
  text = text.substr(0, kEnough);
  std::array<bool, 2> only_nul = {text.size() > 1, text.size() > 1};
  for (std::size_t i = 0; i < text.size(); ++i) {
    only_nul[i % 2] = only_nul[i % 2] && text[i] == '\0';
  }
  return only_nul[0] != only_nul[1];
}

std::string_view trim(std::string_view text, std::string_view characters) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
  return text.substr(0, text.find_last_not_of(characters) + 1);  // npos + 1 is 0
}

std::string_view trim_blanks(std::string_view text) noexcept {
  return trim(text, " \t");
}

}  // namespace goto_token
