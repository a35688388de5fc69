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

constexpr std::size_t kMostRead = 64UL * 1024UL;  // enough for 300 characters, however much is redacted
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

/// A character that is written as an escape of this length; 0 when there is no escape.
struct Escape {
  std::size_t length = 0;
  char character = '\0';
};

/// `&amp;`, `&#43;` or `&#x2B;` (HTML §13.5).
Escape read_html_escape(std::string_view text) {
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
  return character ? Escape{end + 1, *character} : Escape{};
}

/// `\/`, `\"`, `\\` or `\u002B` (RFC 8259 §7).
Escape read_json_escape(std::string_view text) {
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
  return character ? Escape{kEscapeLength, *character} : Escape{};
}

std::string decode_escapes(std::string_view text, Escape (*read)(std::string_view)) {
  std::string decoded;
  while (!text.empty()) {
    const Escape escape = read(text);
    decoded += escape.length == 0 ? text.front() : escape.character;
    text.remove_prefix(std::max<std::size_t>(escape.length, 1));
  }
  return decoded;
}

/// Decodes the text until that changes nothing, in a few rounds at most: a text can be encoded twice.
std::string decode_all(std::string text) {
  constexpr int kMostRounds = 4;
  for (int round = 0; round < kMostRounds; ++round) {
    std::string decoded =
        percent_decode(decode_escapes(decode_escapes(text, read_json_escape), read_html_escape));
    if (decoded == text) {
      break;
    }
    text = std::move(decoded);
  }
  return text;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Whether the value of this name, in lower case, is a credential. Some names of error responses only look
/// so.
bool names_credential(std::string_view name) {
  constexpr std::array<std::string_view, 9> kWords = {"token", "secret", "password", "assertion",  "verifier",
                                                      "code",  "key",    "jwt",      "request_uri"};
  constexpr std::array<std::string_view, 5> kExceptions = {"token_type", "error_code", "status_code",
                                                           "statuscode", "errorcode"};
  return !contains(kExceptions, name) &&
         std::any_of(kWords.begin(), kWords.end(),
                     [name](std::string_view word) { return name.ends_with(word); });
}

std::size_t find_name_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_name_character(text[at])) {
    ++at;
  }
  return at;
}

/// The length of the separator between a name and its value: `": "`, `=`, `" value="` in HTML, or `>` in XML;
/// 0 when no value follows.
std::size_t find_separator_length(std::string_view after_name) {
  constexpr std::string_view kBlanks = " \t\r\n";
  constexpr std::string_view kBlanksAndQuotes = " \t\r\n\"'";
  if (after_name.starts_with('>')) {
    return 1;
  }
  std::size_t at = std::min(after_name.find_first_not_of(kBlanksAndQuotes), after_name.size());
  for (const std::string_view attribute : {"value", "content"}) {
    if (after_name.substr(at).starts_with(attribute)) {
      at = std::min(after_name.find_first_not_of(kBlanksAndQuotes, at + attribute.size()), after_name.size());
    }
  }
  if (at == after_name.size() || (after_name[at] != ':' && after_name[at] != '=')) {
    return 0;
  }
  const std::size_t value = std::min(after_name.find_first_not_of(kBlanks, at + 1), after_name.size());
  const bool quoted = value < after_name.size() && (after_name[value] == '"' || after_name[value] == '\'');
  return value + (quoted ? 1 : 0);
}

/// Where a value in quotes ends. A quote in the middle of the value was escaped, and does not end it.
std::size_t find_quoted_end(std::string_view value, char quote) {
  constexpr std::string_view kBlanks = " \t\r\n";
  constexpr std::string_view kAfterQuote = ",}]>/";
  for (std::size_t at = value.find(quote); at != std::string_view::npos; at = value.find(quote, at + 1)) {
    const std::size_t next = value.find_first_not_of(kBlanks, at + 1);
    if (next == std::string_view::npos || kAfterQuote.find(value[next]) != std::string_view::npos ||
        next > at + 1) {
      return at;
    }
  }
  return value.size();
}

/// Where the value after `separator` ends: at its quote, at the next tag, or at the first character that no
/// value holds. A list or an object is taken whole: each part of it may be a credential.
std::size_t find_value_end(std::string_view value, std::string_view separator) {
  constexpr std::string_view kAfterValue = "\"'&<>,;} \t\r\n";
  const char last = separator.back();
  if (last == '"' || last == '\'') {
    return find_quoted_end(value, last);
  }
  if (value.starts_with('[') || value.starts_with('{')) {
    return value.size();
  }
  return std::min(last == '>' ? value.find('<') : value.find_first_of(kAfterValue), value.size());
}

/// Redacts the values of names that stand for credentials, in JSON, forms, HTML and XML.
std::string redact_named_values(std::string_view text) {
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

/// Redacts JSON Web Tokens, which are credentials in any place. Their header is `{"…` in base64url.
std::string redact_web_tokens(std::string_view text) {
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

std::string redact_secrets(const std::string& text, const std::vector<std::string>& secrets) {
  std::string plain = text;
  std::string decoded = decode_all(text);
  for (const std::string& secret : secrets) {
    std::string with_blanks = secret;
    std::replace(with_blanks.begin(), with_blanks.end(), '+', ' ');  // as a form is decoded
    for (const std::string& form : {secret, decode_all(secret), with_blanks}) {
      plain = redact(std::move(plain), form);
      decoded = redact(std::move(decoded), form);
    }
  }
  return decode_all(plain) == decoded ? plain : decoded;
}

std::string make_body_excerpt(std::string_view body, const std::vector<std::string>& secrets) {
  const std::string text = redact_secrets(decode_all(std::string(body.substr(0, kMostRead))), secrets);
  return printable(redact_web_tokens(redact_named_values(text)));
}

}  // namespace goto_token
