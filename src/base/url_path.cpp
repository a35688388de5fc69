#include "goto_token/base/url_path.hpp"

#include <algorithm>
#include <optional>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::size_t kEscapeSize = 3;  // %XX

/// The byte of the escape that `text` begins with, encoded anew; nullopt when it begins with no escape.
std::optional<std::string> normalize_escape(std::string_view text) {
  if (text.size() < kEscapeSize || text.front() != '%') {
    return std::nullopt;
  }
  const std::string byte = percent_decode(text.substr(0, kEscapeSize));
  return byte.size() == 1 ? std::optional(percent_encode(byte)) : std::nullopt;
}

/// Whether a browser sends the character in a path as it is. A percent sign that begins no escape is none of
/// them: it could make one together with what follows.
bool is_sent_as_it_is(char c) {
  return is_visible_ascii({&c, 1}) && !contains(std::string_view("\"%<>\\^`{|}"), c);
}

std::string normalize_segment(std::string_view segment) {
  std::string out;
  for (std::size_t at = 0; at < segment.size();) {
    if (const auto escape = normalize_escape(segment.substr(at))) {
      out += *escape;
      at += kEscapeSize;
    } else {
      const std::string_view character = segment.substr(at, 1);
      out += is_sent_as_it_is(character.front()) ? std::string(character) : percent_encode(character);
      ++at;
    }
  }
  if (out != segment && (out == "." || out == "..")) {
    return out.size() == 1 ? "%2E" : "%2E%2E";
  }
  return out;
}

}  // namespace

std::string normalize_path(std::string_view path) {
  std::string out;
  while (true) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    out += normalize_segment(path.substr(0, slash));
    if (slash == path.size()) {
      return out;
    }
    out += '/';
    path.remove_prefix(slash + 1);
  }
}

bool is_same_path(std::string_view one, std::string_view other) {
  // Spellings differ in length by an escape a character at most. A flood of long paths so costs nothing.
  const bool too_long = one.size() > other.size() * kEscapeSize || other.size() > one.size() * kEscapeSize;
  return one == other || (!too_long && normalize_path(one) == normalize_path(other));
}

}  // namespace goto_token
