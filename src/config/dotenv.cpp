#include "goto_token/config/dotenv.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "goto_token/base/text.hpp"
#include "goto_token/base/white_space.hpp"

// The syntax is what the regular expression of npm `dotenv` 16 accepts. This scanner gives the same results
// without backtracking: it reads each byte a fixed number of times.

namespace goto_token {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kQuotes = "'\"`";

/// Whether quotes stand around the value as written.
bool is_quoted(std::string_view value) {
  return value.size() > 1 && kQuotes.find(value.front()) != kNone && value.back() == value.front();
}

bool is_key_character(char c) {
  return is_alphanumeric(c) || c == '_' || c == '.' || c == '-';
}

/// One assignment as written: the value still has its quotes and escapes.
struct Assignment {
  std::string_view key;
  std::string_view value;
  bool cut;  ///< The value ends before a `#` that no blank precedes.
};

/// Reads a text once, assignment by assignment.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// The next assignment, or nullopt at the end of the text.
  std::optional<Assignment> next();

  /// The lines that were skipped so far, but for blank ones and comments.
  std::vector<std::size_t>& skipped_lines() { return skipped_lines_; }

 private:
  /// A part of the text, and where reading continues.
  struct Part {
    std::string_view text;
    std::size_t end;
  };

  std::optional<Part> read_exported_key(std::size_t at) const;
  std::optional<Part> read_key(std::size_t at) const;
  std::optional<std::size_t> skip_separator(std::size_t at) const;
  Part read_value(std::size_t at) const;
  std::optional<Part> read_quoted_value(std::size_t at) const;
  bool is_rest_of_line_blank(std::size_t at) const;
  bool is_cut(std::size_t value_start, std::size_t end) const;
  void skip_line(std::size_t start);

  std::string_view text_;
  std::size_t line_start_ = 0;
  std::vector<std::size_t> skipped_lines_;
  std::size_t line_ = 1;     // the number of the line at counted_
  std::size_t counted_ = 0;  // up to where lines were counted
};

std::optional<Assignment> Scanner::next() {
  while (line_start_ < text_.size()) {
    const std::size_t start = skip_white_space(text_, line_start_);
    std::optional<Part> key = read_exported_key(start);
    if (!key) {
      key = read_key(start);  // `export` may be the key itself
    }
    if (key) {
      const Part value = read_value(key->end);
      line_start_ = find_next_line(text_, value.end);
      return Assignment{.key = key->text, .value = value.text, .cut = is_cut(key->end, value.end)};
    }
    skip_line(start);
  }
  return std::nullopt;
}

/// Skips the line that holds no assignment.
/// @param start its first character that is not white space, which may be the end of the text.
void Scanner::skip_line(std::size_t start) {
  line_start_ = find_next_line(text_, start);
  if (start == text_.size() || text_[start] == '#') {
    return;
  }
  for (; counted_ < start; ++counted_) {  // as editors count
    const char c = text_[counted_];
    if (c == '\n' || (c == '\r' && text_[counted_ + 1] != '\n')) {
      ++line_;
    }
  }
  if (skipped_lines_.empty() || skipped_lines_.back() != line_) {  // U+2028 ends a line, but not in editors
    skipped_lines_.push_back(line_);
  }
}

/// Whether the value between the separator and `end` ends before a `#` that no white space precedes. One that
/// begins the value, and that white space follows, is taken for a comment.
bool Scanner::is_cut(std::size_t value_start, std::size_t end) const {
  if (end == text_.size() || text_[end] != '#') {
    return false;
  }
  if (end == value_start) {
    return end + 1 < text_.size() && white_space_length(text_, end + 1) == 0;
  }
  const std::string_view before = text_.substr(value_start, end - value_start);
  const std::string_view value = trim_white_space(before);
  return !value.empty() && value.end() == before.end() && !is_quoted(value);
}

std::optional<Scanner::Part> Scanner::read_exported_key(std::size_t at) const {
  constexpr std::string_view kExport = "export";
  if (!text_.substr(at).starts_with(kExport)) {
    return std::nullopt;
  }
  const std::size_t after_export = at + kExport.size();
  const std::size_t key = skip_white_space(text_, after_export);
  return key == after_export ? std::nullopt : read_key(key);
}

/// Reads a key and the separator after it.
std::optional<Scanner::Part> Scanner::read_key(std::size_t at) const {
  std::size_t key_end = at;
  while (key_end < text_.size() && is_key_character(text_[key_end])) {
    ++key_end;
  }
  const std::optional<std::size_t> value = skip_separator(key_end);
  if (key_end == at || !value) {
    return std::nullopt;
  }
  return Part{text_.substr(at, key_end - at), *value};
}

/// Finds the start of the value: after an equals sign, which white space may precede, or after a colon and
/// one white space character. The white space may contain line ends.
std::optional<std::size_t> Scanner::skip_separator(std::size_t at) const {
  const std::size_t equals_sign = skip_white_space(text_, at);
  if (text_.substr(equals_sign).starts_with('=')) {
    return equals_sign + 1;
  }
  if (text_.substr(at).starts_with(':')) {
    if (const std::size_t space = white_space_length(text_, at + 1)) {
      return at + 1 + space;
    }
  }
  return std::nullopt;
}

/// Reads a quoted value, which may begin on a later line; else the rest of this line up to a `#`, with any
/// quotes in it.
Scanner::Part Scanner::read_value(std::size_t at) const {
  if (const std::optional<Part> quoted = read_quoted_value(skip_white_space(text_, at))) {
    return *quoted;
  }
  const std::size_t end = std::min(text_.find_first_of("#\r\n", at), text_.size());
  return Part{trim_white_space(text_.substr(at, end - at)), end};
}

/// Reads a quoted value if one starts at `at` and only a comment follows it. The closing quote is the first
/// one without a backslash before it. If other text follows that one, the closing quote is the last one
/// before it that only a comment follows. A quote without a backslash ends every search that began before it,
/// so all searches together read the text once for each kind of quote.
std::optional<Scanner::Part> Scanner::read_quoted_value(std::size_t at) const {
  if (at == text_.size() || kQuotes.find(text_[at]) == kNone) {
    return std::nullopt;
  }
  const char quote = text_[at];
  std::size_t closing = text_.find(quote, at + 1);
  while (closing != kNone && text_[closing - 1] == '\\') {
    closing = text_.find(quote, closing + 1);
  }
  for (closing = text_.rfind(quote, closing); closing > at; closing = text_.rfind(quote, closing - 1)) {
    if (is_rest_of_line_blank(closing + 1)) {
      return Part{text_.substr(at, closing + 1 - at), closing + 1};
    }
  }
  return std::nullopt;
}

/// Whether the line holds only white space and a comment from `at` on.
bool Scanner::is_rest_of_line_blank(std::size_t at) const {
  const std::size_t next = skip_white_space(text_, at);
  return next == text_.size() || text_[next] == '#' || find_line_end(text_.substr(0, next), at) < next;
}

/// Appends `text` with line ends as line feeds, and with `\n` and `\r` expanded if `expands_escapes`.
void append_text(std::string& value, std::string_view text, bool expands_escapes) {
  while (!text.empty()) {
    std::size_t length = 1;
    if (text.front() == '\r') {
      length = text.starts_with("\r\n") ? 2 : 1;
      value += '\n';
    } else if (expands_escapes && (text.starts_with("\\n") || text.starts_with("\\r"))) {
      length = 2;
      value += text[1] == 'n' ? '\n' : '\r';
    } else {
      value += text.front();
    }
    text.remove_prefix(length);
  }
}

/// The length of the longest quoted part at the start of `text` that ends at a line end, or 0. `text` starts
/// with a quote.
std::size_t quoted_length(std::string_view text) {
  std::size_t closing = text.rfind(text.front());
  while (closing > 0 && !is_line_end(text, closing + 1)) {
    closing = text.rfind(text.front(), closing - 1);
  }
  return closing > 0 ? closing + 1 : 0;
}

/// Removes the quotes and resolves the escapes of a value. An unquoted value can hold U+2028 and U+2029;
/// quotes around one or several lines of it are removed as well. Each kind of quote is searched for once: the
/// search takes the last closing quote, so a later one could find nothing.
std::string resolve_value(std::string_view text) {
  const bool expands_escapes = text.starts_with('"');
  std::string value;
  value.reserve(text.size());  // growing would copy pieces of a secret to other buffers
  std::string quotes(kQuotes);
  while (!text.empty()) {
    if (const std::size_t quote = quotes.find(text.front()); quote != kNone) {
      quotes.erase(quote, 1);
      if (const std::size_t length = quoted_length(text)) {
        append_text(value, text.substr(1, length - 2), expands_escapes);
        text.remove_prefix(length);
      }
    }
    const std::size_t line_length = find_next_line(text, 0);
    append_text(value, text.substr(0, line_length), expands_escapes);
    text.remove_prefix(line_length);
  }
  return value;
}

}  // namespace

DotenvValues parse_dotenv(std::string_view text) {
  return parse_dotenv_contents(text).values;
}

DotenvContents parse_dotenv_contents(std::string_view text) {
  DotenvContents contents;
  Scanner scanner(text);
  while (const std::optional<Assignment> assignment = scanner.next()) {
    std::string key(assignment->key);
    if (assignment->cut) {
      contents.cut_keys.insert(key);
    } else {
      contents.cut_keys.erase(key);
    }
    contents.values.insert_or_assign(std::move(key), resolve_value(assignment->value));
  }
  contents.skipped_lines = std::move(scanner.skipped_lines());
  return contents;
}

}  // namespace goto_token
