#include "goto_token/tokens/body_excerpt.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::size_t kMostRead = 64UL * 1024UL;  // enough for 300 characters, whatever is taken out of it
constexpr int kHexadecimal = 16;
constexpr int kDecimal = 10;

/// The character of this number; nullopt for one beyond ASCII, which no credential holds.
std::optional<char> ascii_character(std::string_view digits, int base) {
  constexpr unsigned kLastAscii = 0x7F;
  unsigned number = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  const bool whole = failure == std::errc() && end == digits.data() + digits.size();
  return whole && number <= kLastAscii ? std::optional(static_cast<char>(number)) : std::nullopt;
}

/// Text that stands for a character, and its length; 0 when there is none.
struct Reference {
  std::size_t length = 0;
  char character = '\0';
};

/// `&amp;`, `&#43;` or `&#x2B;` (HTML §13.5).
Reference read_html_reference(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNames = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  for (const auto& [name, character] : kNames) {
    if (text.starts_with(name)) {
      return {name.size(), character};
    }
  }
  constexpr std::size_t kLongest = 12;
  const std::size_t end = text.substr(0, kLongest).find(';');
  if (!text.starts_with("&#") || end == std::string_view::npos) {
    return {};
  }
  std::string_view digits = text.substr(2, end - 2);
  const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  digits.remove_prefix(hexadecimal ? 1 : 0);
  const auto character = ascii_character(digits, hexadecimal ? kHexadecimal : kDecimal);
  return character ? Reference{end + 1, *character} : Reference{};
}

/// `\/`, `\"`, `\\` or `\u002B` (RFC 8259 §7).
Reference read_json_escape(std::string_view text) {
  constexpr std::size_t kEscapeLength = 6;
  if (text.size() < 2 || text[0] != '\\') {
    return {};
  }
  if (text[1] == '/' || text[1] == '"' || text[1] == '\\') {
    return {2, text[1]};
  }
  if (text[1] != 'u' || text.size() < kEscapeLength) {
    return {};
  }
  const auto character = ascii_character(text.substr(2, kEscapeLength - 2), kHexadecimal);
  return character ? Reference{kEscapeLength, *character} : Reference{};
}

std::string resolve_references(std::string_view text, Reference (*read)(std::string_view)) {
  std::string resolved;
  while (!text.empty()) {
    const Reference reference = read(text);
    resolved += reference.length == 0 ? text.front() : reference.character;
    text.remove_prefix(std::max<std::size_t>(reference.length, 1));
  }
  return resolved;
}

/// What the text says once nothing in it is spelled otherwise, or after some rounds: a text can be encoded
/// twice.
std::string undo_spellings(std::string text) {
  constexpr int kMostRounds = 4;
  for (int round = 0; round < kMostRounds; ++round) {
    std::string plainer =
        percent_decode(resolve_references(resolve_references(text, read_json_escape), read_html_reference));
    if (plainer == text) {
      break;
    }
    text = std::move(plainer);
  }
  return text;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Whether what goes by this name, in lower case, is a credential. Whole names of error responses are none.
bool names_credential(std::string_view name) {
  constexpr std::array<std::string_view, 8> kWords = {"token",    "secret", "password", "assertion",
                                                      "verifier", "code",   "key",      "jwt"};
  constexpr std::array<std::string_view, 5> kOthers = {"token_type", "error_code", "status_code",
                                                       "statuscode", "errorcode"};
  return std::find(kOthers.begin(), kOthers.end(), name) == kOthers.end() &&
         std::any_of(kWords.begin(), kWords.end(),
                     [name](std::string_view word) { return name.ends_with(word); });
}

std::size_t find_name_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_name_character(text[at])) {
    ++at;
  }
  return at;
}

/// The length of what stands between a name and its value: `": "`, `=`, `" value="` of HTML, or `>` of XML; 0
/// when no value follows.
std::size_t find_separator_length(std::string_view behind_name) {
  constexpr std::string_view kBlanks = " \t\r\n";
  constexpr std::string_view kBlanksAndQuotes = " \t\r\n\"'";
  if (behind_name.starts_with('>')) {
    return 1;
  }
  std::size_t at = std::min(behind_name.find_first_not_of(kBlanksAndQuotes), behind_name.size());
  for (const std::string_view attribute : {"value", "content"}) {
    if (behind_name.substr(at).starts_with(attribute)) {
      at = std::min(behind_name.find_first_not_of(kBlanksAndQuotes, at + attribute.size()),
                    behind_name.size());
    }
  }
  if (at == behind_name.size() || (behind_name[at] != ':' && behind_name[at] != '=')) {
    return 0;
  }
  const std::size_t value = std::min(behind_name.find_first_not_of(kBlanks, at + 1), behind_name.size());
  const bool quoted = value < behind_name.size() && (behind_name[value] == '"' || behind_name[value] == '\'');
  return value + (quoted ? 1 : 0);
}

/// Where a value in quotes ends. A quote in the middle of it, which was escaped, is none that ends it.
std::size_t find_quoted_end(std::string_view value, char quote) {
  constexpr std::string_view kBlanks = " \t\r\n";
  constexpr std::string_view kBehindQuote = ",}]>/";
  for (std::size_t at = value.find(quote); at != std::string_view::npos; at = value.find(quote, at + 1)) {
    const std::size_t next = value.find_first_not_of(kBlanks, at + 1);
    if (next == std::string_view::npos || kBehindQuote.find(value[next]) != std::string_view::npos ||
        next > at + 1) {
      return at;
    }
  }
  return value.size();
}

/// Where a value ends that begins behind `separator`: at its quote, at the next tag, or at the first
/// character that no value holds. A list or an object may be a credential in all its parts.
std::size_t find_value_end(std::string_view value, std::string_view separator) {
  constexpr std::string_view kBehindValue = "\"'&<>,;} \t\r\n";
  const char last = separator.back();
  if (last == '"' || last == '\'') {
    return find_quoted_end(value, last);
  }
  if (value.starts_with('[') || value.starts_with('{')) {
    return value.size();
  }
  return std::min(last == '>' ? value.find('<') : value.find_first_of(kBehindValue), value.size());
}

/// Replaces the values behind names of credentials, as JSON, forms, HTML and XML write them.
std::string hide_named_values(std::string_view text) {
  const std::string lower = ascii_lower(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = find_name_end(lower, at);
    const bool closes_tag = at > 0 && text[at - 1] == '/';
    const bool named = end > at && names_credential(std::string_view(lower).substr(at, end - at));
    const std::size_t length = named && !closes_tag ? find_separator_length(text.substr(end)) : 0;
    const std::size_t next = std::max(end, at + 1) + length;
    out += text.substr(at, next - at);
    at = next;
    if (length > 0) {
      out += "…";
      at += find_value_end(text.substr(at), text.substr(at - length, length));
    }
  }
  return out;
}

/// Replaces JSON Web Tokens, which are credentials wherever they stand: their header is `{"…` in base64url.
std::string hide_web_tokens(std::string_view text) {
  constexpr std::string_view kBegin = "eyJ";
  constexpr std::string_view kCharacters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  std::string out;
  for (auto at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin)) {
    out.append(text.substr(0, at)).append("…");
    text.remove_prefix(std::min(text.find_first_not_of(kCharacters, at), text.size()));
  }
  return out.append(text);
}

}  // namespace

std::string make_body_excerpt(std::string_view body, const std::vector<std::string>& secrets) {
  std::string text = undo_spellings(std::string(body.substr(0, kMostRead)));
  for (const std::string& secret : secrets) {
    text = redact(redact(std::move(text), secret), undo_spellings(secret));
  }
  return printable(hide_web_tokens(hide_named_values(text)));
}

}  // namespace goto_token
