#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// How much outside text an error shows: enough to recognise, too little to bury the line that matters.
inline constexpr std::size_t kPrintableLimit = 300;

/// Outside text made fit for a terminal: control characters, escape sequences, bytes that are not UTF-8 and
/// characters that reorder or hide text become `?`; more than `limit` characters are cut and marked with `…`.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = kPrintableLimit);

/// The text with `…` wherever the secret stands in it. A secret of fewer than four bytes stays: it may be a
/// part of everyday words.
[[nodiscard]] std::string redact(std::string text, std::string_view secret);

/// Text that means itself inside HTML content and quoted attributes.
[[nodiscard]] std::string html_escape(std::string_view text);

/// The words between runs of spaces, in order.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);

/// The words with `separator` between them.
[[nodiscard]] std::string join_words(const std::vector<std::string>& words, std::string_view separator = " ");

/// ASCII letters in lower case, every other byte as it is; header names and schemes compare this way.
[[nodiscard]] std::string ascii_lower(std::string_view text);

/// Whether every byte is a visible ASCII character (0x21 to 0x7E); true for an empty text.
[[nodiscard]] bool is_visible_ascii(std::string_view text) noexcept;

/// The text without the blanks and tabs around it.
[[nodiscard]] std::string_view trim_blanks(std::string_view text) noexcept;

}  // namespace goto_token
