#include "goto_token/config/browser_list.hpp"

#include <algorithm>
#include <cstddef>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

/// Whether the colon separates commands: it is neither that of a URL's scheme nor that of its port.
bool is_separator(std::string_view from_colon) {
  return !from_colon.starts_with("://") && (from_colon.size() < 2 || !is_digit(from_colon[1]));
}

/// Where the first command ends: at a colon that separates, or at the end of the text.
std::size_t find_separator(std::string_view text) {
  char quote = '\0';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && quote != '\'') {
      ++at;
    } else if (quote != '\0') {
      quote = c == quote ? '\0' : quote;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ':' && is_separator(text.substr(at))) {
      return at;
    }
  }
  return text.size();
}

}  // namespace

BrowserList parse_browser_list(std::string_view value) {
  BrowserList list;
  while (!value.empty()) {
    const std::size_t end = find_separator(value);
    const std::string_view command = trim_blanks(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
    if (command == "none") {
      list.ends_with_none = true;
      return list;
    }
    if (!command.empty()) {
      list.commands.emplace_back(command);
    }
  }
  return list;
}

}  // namespace goto_token
