// Feeds the functions that make outside text harmless any bytes, and looks at what is left with a second
// UTF-8 decoder.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "goto_token/base/text.hpp"
#include "support/require.hpp"
#include "support/utf8.hpp"

namespace {

using goto_token::html_escape;
using goto_token::printable;
using goto_token::fuzz::require;

constexpr char32_t kEllipsis = U'…';

/// The text as a terminal may get it is the text itself, cut and with question marks in the place of what is
/// not harmless.
void require_printable(const std::string& text, std::size_t limit) {
  const std::string shown = printable(text, limit);
  const auto characters = goto_token::fuzz::decode_utf8(shown);
  require(characters.has_value(), "what is shown is UTF-8");
  for (const char32_t c : *characters) {
    require(!goto_token::fuzz::is_control_character(c), "what is shown has no control characters");
  }
  const bool cut = characters->size() > limit;
  require(!cut || (characters->size() == limit + 1 && characters->back() == kEllipsis),
          "a cut leaves as many characters as allowed, and its mark");
  require(printable(shown, limit) == shown, "what has been made harmless stays as it is");
  const auto original = goto_token::fuzz::decode_utf8(text);
  if (original) {
    require(cut == (original->size() > limit), "text is cut if it is too long, and not otherwise");
    for (std::size_t i = 0; i < std::min(limit, original->size()); ++i) {
      require((*characters)[i] == (*original)[i] || (*characters)[i] == U'?',
              "a character is shown as itself or as a question mark");
    }
  }
}

std::string html_unescape(std::string text) {
  for (const auto& [entity, character] : std::vector<std::pair<std::string_view, const char*>>{
           {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}) {
    for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) {
      text.replace(at, entity.size(), character);
    }
  }
  return text;
}

void require_html_escape(const std::string& text) {
  const std::string escaped = html_escape(text);
  require(escaped.find_first_of("<>\"'") == std::string::npos, "escaped text holds nothing that HTML reads");
  require(html_unescape(escaped) == text, "escaped text means itself");
  if (goto_token::fuzz::decode_utf8(text)) {
    require(goto_token::fuzz::decode_utf8(escaped).has_value(), "escaped UTF-8 is UTF-8");
  }
}

void require_words(const std::string& text) {
  const std::vector<std::string> words = goto_token::split_words(text);
  for (const std::string& word : words) {
    require(!word.empty() && word.find(' ') == std::string::npos, "a word is not empty and holds no space");
  }
  require(goto_token::split_words(goto_token::join_words(words)) == words, "words stay the same when joined");
  std::string letters = text;
  std::erase(letters, ' ');
  std::string joined = goto_token::join_words(words);
  std::erase(joined, ' ');
  require(joined == letters, "splitting loses spaces only");
}

void require_trimmed(std::string_view text) {
  const std::string_view trimmed = goto_token::trim_blanks(text);
  require(trimmed.empty() || (std::string_view(" \t").find(trimmed.front()) == std::string_view::npos &&
                              std::string_view(" \t").find(trimmed.back()) == std::string_view::npos),
          "trimmed text has no blanks around it");
  require(text.find(trimmed) != std::string_view::npos, "trimmed text is a part of the text");
  const bool blank = text.find_first_not_of(" \t") == std::string_view::npos;
  require(trimmed.empty() == blank, "only blanks vanish altogether");
}

void require_ascii(const std::string& text) {
  const std::string lower = goto_token::ascii_lower(text);
  require(lower.size() == text.size() && goto_token::ascii_lower(lower) == lower, "lower case is final");
  require(lower.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos,
          "lower case has no capitals");
  bool visible = true;
  for (const char c : text) {
    visible = visible && c > ' ' && c < '\x7F';
  }
  require(goto_token::is_visible_ascii(text) == visible, "visible ASCII lies between the blank and DEL");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  for (const std::size_t limit :
       {std::size_t{0}, std::size_t{1}, std::size_t{10}, goto_token::kPrintableLimit}) {
    require_printable(text, limit);
  }
  require_html_escape(text);
  require_words(text);
  require_trimmed(text);
  require_ascii(text);
  return 0;
}
