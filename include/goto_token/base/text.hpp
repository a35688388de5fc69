#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace goto_token {

/// How many characters of outside text an error shows: enough to recognise it, few enough to keep the rest of
/// the line in sight.
inline constexpr std::size_t kPrintableLimit = 300;

/// Outside text made safe for a terminal: control characters, escape sequences, bytes that are not UTF-8 and
/// characters that reorder or hide text become `?`; more than `limit` characters are cut and marked with `…`.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = kPrintableLimit);

/// The path in quotes, safe for a terminal. People set keys and secrets where the name of their file belongs:
/// what looks like one of them is not shown, and the result says so.
[[nodiscard]] std::string quote_path(std::string_view path);

/// The text with U+FFFD in place of each byte that is not UTF-8 (RFC 3629).
[[nodiscard]] std::string replace_malformed_utf8(std::string_view text);

/// The text with `…` in place of the secret. A secret of fewer than four bytes stays: everyday words may
/// contain it.
[[nodiscard]] std::string redact(std::string text, std::string_view secret);

/// The text, escaped for HTML content and quoted attributes.
[[nodiscard]] std::string html_escape(std::string_view text);

/// The text as one word for sh, dash, bash, zsh and fish: in single quotes, but for its quotes and
/// backslashes.
[[nodiscard]] std::string quote_for_shell(std::string_view text);

/// Whether a shell takes the text as one word and as it is: letters, digits and `/._-+@%:,=`, at least one.
[[nodiscard]] bool is_plain_word(std::string_view text) noexcept;

/// The text as one word for a shell: as it is where that is safe, else as quote_for_shell writes it.
[[nodiscard]] std::string shell_word(std::string_view text);

/// The words between runs of spaces, in order.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);

/// The words with `separator` between them.
/// @param words any range; `word_of` makes a string or a view of each element.
template <typename Words = std::vector<std::string>, typename WordOf = std::identity>
[[nodiscard]] std::string join_words(const Words& words, std::string_view separator = " ",
                                     WordOf word_of = {}) {
  std::string out;
  for (const auto& word : words) {
    out.append(out.empty() ? "" : separator).append(std::invoke(word_of, word));
  }
  return out;
}

/// Whether one of the elements equals `value`.
template <typename Range, typename Value>
[[nodiscard]] constexpr bool contains(const Range& range, const Value& value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

/// The number that the whole text is in decimal digits; nullopt when it is no number, or none that `Number`
/// holds. A signed `Number` may have a minus sign.
template <typename Number>
[[nodiscard]] std::optional<Number> parse_decimal(std::string_view text) {
  Number number = 0;
  const char* const text_end = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), text_end, number);
  return failure == std::errc() && end == text_end ? std::optional(number) : std::nullopt;
}

/// Whether the character is a decimal digit in ASCII.
[[nodiscard]] constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Whether the character is a letter or a decimal digit in ASCII.
[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit(c);
}

/// The value of a hexadecimal digit in either case; nullopt for any other character.
[[nodiscard]] std::optional<unsigned> hex_value(char c) noexcept;

/// The text with ASCII letters in lower case. Field names and schemes are compared in this form.
[[nodiscard]] std::string ascii_lower(std::string_view text);

/// Whether every byte is a visible ASCII character (0x21 to 0x7E); true for an empty text.
[[nodiscard]] bool is_visible_ascii(std::string_view text) noexcept;

/// Whether the text is in UTF-16: it begins with that byte order mark, or every second byte of its beginning
/// is NUL.
[[nodiscard]] bool is_utf16(std::string_view text) noexcept;

/// The text without any of these characters at both ends.
[[nodiscard]] std::string_view trim(std::string_view text, std::string_view characters) noexcept;

/// The text without blanks and tabs at both ends.
[[nodiscard]] std::string_view trim_blanks(std::string_view text) noexcept;

}  // namespace goto_token
