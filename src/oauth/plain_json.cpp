#include "goto_token/oauth/plain_json.hpp"

#include <algorithm>
#include <cstddef>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kUnicodeEscapeLength = 6;  // `\uXXXX`

/// Takes so many bytes off the front of `rest`.
std::string_view take(std::string_view& rest, std::size_t bytes) {
  const std::string_view taken = rest.substr(0, bytes);
  rest.remove_prefix(taken.size());
  return taken;
}

/// Takes the bytes that are all of `set` off the front.
std::string_view take_all_of(std::string_view& rest, std::string_view set) {
  return take(rest, rest.find_first_not_of(set));
}

/// The UTF-16 code unit of a `\uXXXX` at the front of the text; nullopt when there is none.
std::optional<unsigned> read_code_unit(std::string_view text) {
  if (text.size() < kUnicodeEscapeLength || !text.starts_with("\\u")) {
    return std::nullopt;
  }
  unsigned unit = 0;
  for (const char c : text.substr(2, kUnicodeEscapeLength - 2)) {
    const auto digit = hex_value(c);
    if (!digit) {
      return std::nullopt;
    }
    unit = unit << 4U | *digit;
  }
  return unit;
}

bool is_high_surrogate(unsigned unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low_surrogate(unsigned unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

/// Takes an escape off the front. What follows `\uXXXX` in a string needs no look, unless it is a surrogate.
std::string_view take_escape(std::string_view& rest) {
  const auto unit = read_code_unit(rest);
  if (!unit || !(is_high_surrogate(*unit) || is_low_surrogate(*unit))) {
    return take(rest, 2);
  }
  const auto next = read_code_unit(rest.substr(kUnicodeEscapeLength));
  if (is_high_surrogate(*unit) && next && is_low_surrogate(*next)) {
    return take(rest, 2 * kUnicodeEscapeLength);
  }
  take(rest, kUnicodeEscapeLength);
  return "\\ufffd";
}

/// Moves a string with its quotes, or what there is of it.
void move_string(std::string_view& rest, std::string& out) {
  out += take(rest, 1);
  while (!rest.empty() && rest.front() != '"') {
    out += rest.front() == '\\' ? take_escape(rest) : take(rest, rest.find_first_of("\"\\"));
  }
  out += take(rest, 1);
}

/// Whether the text is a number by RFC 8259 §6.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) {
    take(text, 1);
  }
  const std::string_view whole = take_all_of(text, kDigits);
  bool valid = whole == "0" || (!whole.empty() && whole.front() != '0');
  if (text.starts_with('.')) {
    take(text, 1);
    valid = valid && !take_all_of(text, kDigits).empty();
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    take(text, 1);
    take(text, text.starts_with('+') || text.starts_with('-') ? 1 : 0);
    valid = valid && !take_all_of(text, kDigits).empty();
  }
  return valid && text.empty();
}

}  // namespace

std::optional<PlainJson> make_plain_json(std::string_view json) {
  constexpr std::string_view kStartsOfNumber = "-0123456789";
  constexpr std::string_view kStartsOfNumberOrString = "\"-0123456789";
  constexpr std::string_view kCharactersOfNumber = "+-.0123456789Ee";
  const std::string valid = replace_malformed_utf8(json);
  PlainJson plain;
  plain.text.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    plain.text += take(rest, rest.find_first_of(kStartsOfNumberOrString));
    if (rest.starts_with('"')) {
      move_string(rest, plain.text);
    } else if (!rest.empty() && contains(kStartsOfNumber, rest.front())) {
      const std::string_view number = take_all_of(rest, kCharactersOfNumber);
      if (!is_number(number)) {
        return std::nullopt;
      }
      plain.numbers.emplace_back(number);
      plain.text += '0';
    }
  }
  return plain;
}

}  // namespace goto_token
