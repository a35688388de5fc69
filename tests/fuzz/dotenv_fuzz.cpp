// Feeds parse_dotenv any bytes. What it returns must hold to the syntax, and must come back the same when
// written out again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "goto_token/config/dotenv.hpp"
#include "support/require.hpp"

namespace {

using goto_token::DotenvContents;
using goto_token::DotenvValues;
using goto_token::parse_dotenv;
using goto_token::parse_dotenv_contents;
using goto_token::fuzz::require;

bool is_key(std::string_view key) {
  return !key.empty() &&
         key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") ==
             std::string_view::npos;
}

/// The kind of quotes that `value` can stand in unchanged, or 0: none of that kind inside, no carriage
/// return, which would become a line feed. Double quotes would expand escapes.
char quote_for(std::string_view value) {
  if (value.find('\r') != std::string_view::npos) {
    return '\0';
  }
  for (const char quote : {'\'', '`'}) {
    if (value.find(quote) == std::string_view::npos && !value.ends_with('\\')) {
      return quote;
    }
  }
  return '\0';
}

void require_same_after_writing(const DotenvValues& values) {
  DotenvValues expected;
  std::string text;
  for (const auto& [key, value] : values) {
    if (const char quote = quote_for(value); quote != '\0') {
      text.append("export ").append(key).append("=");
      text.append(1, quote).append(value).append(1, quote).append(" # comment\r\n");
      expected.emplace(key, value);
    }
  }
  require(parse_dotenv(text) == expected, "values come back the same when written out in quotes");
}

void require_plausible_mistakes(const DotenvContents& contents, std::size_t size) {
  std::size_t last = 0;
  for (const std::size_t line : contents.skipped_lines) {
    require(line > last && line <= size, "lines come in order, and there are no more than bytes");
    last = line;
  }
  for (const std::string& key : contents.cut_keys) {
    require(contents.values.contains(key), "a value that is cut is there");
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const DotenvContents contents = parse_dotenv_contents(text);
  const DotenvValues& values = contents.values;
  const bool can_expand = text.find("\\r") != std::string::npos;
  for (const auto& [key, value] : values) {
    require(is_key(key), "a key holds key characters only");
    require(key.size() + value.size() < size,
            "key and value are shorter than the text, which has a separator too");
    require(can_expand || value.find('\r') == std::string::npos,
            "a carriage return comes from an escape, for line ends become line feeds");
  }
  require_same_after_writing(values);
  require_plausible_mistakes(contents, size);
  return 0;
}
