#include "goto_token/base/http_head.hpp"

#include <algorithm>
#include <optional>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kProtocol = "HTTP/1.";

bool is_token_character(char c) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return is_alphanumeric(c) || kSymbols.find(c) != std::string_view::npos;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The status in `HTTP/1.x NNN reason` (RFC 9112 §4); nullopt when the line is not a status line.
std::optional<int> parse_status_line(std::string_view line) {
  constexpr std::size_t kDigits = 3;
  constexpr unsigned kFirstStatus = 100;
  const std::size_t status_begin = kProtocol.size() + 2;  // after the minor version and a blank
  if (line.size() < status_begin + kDigits || !line.starts_with(kProtocol) ||
      !is_digit(line[kProtocol.size()]) || line[kProtocol.size() + 1] != ' ') {
    return std::nullopt;
  }
  const auto status = parse_decimal<unsigned>(line.substr(status_begin, kDigits));
  const std::string_view reason = line.substr(status_begin + kDigits);
  if (!status || *status < kFirstStatus || (!reason.empty() && reason.front() != ' ')) {
    return std::nullopt;
  }
  return static_cast<int>(*status);
}

/// A field value without the blanks at both ends. CR and NUL count as blanks (RFC 9110 §5.5).
std::string clean_value(std::string_view text) {
  std::string value(text);
  std::replace_if(
      value.begin(), value.end(), [](char c) { return c == '\r' || c == '\0'; }, ' ');
  return std::string(trim_blanks(value));
}

/// Adds the field of a line, if it is one.
void add_field(std::string_view line, HttpHeaders& fields) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view name = trim_blanks(line.substr(0, colon));
  if (colon < line.size() && is_http_token(name)) {
    fields.emplace_back(name, clean_value(line.substr(colon + 1)));
  }
}

/// Appends a folded line to the value before it (RFC 9112 §5.2).
void unfold(std::string_view line, std::string& value) {
  const std::string more = clean_value(line);
  value.append(value.empty() || more.empty() ? "" : " ").append(more);
}

}  // namespace

std::size_t HttpHeadReader::take(std::string_view received) {
  std::size_t count = 0;
  while (!whole_ && !is_too_large() && count < received.size()) {
    const std::size_t line_feed = received.find('\n', count);
    const bool ends = line_feed != std::string_view::npos;
    const std::string_view piece = received.substr(count, ends ? line_feed + 1 - count : line_feed);
    count += piece.size();
    taken_ += piece.size();
    if (is_too_large()) {
      break;
    }
    text_ += piece;
    if (ends) {
      finish_line();
    }
  }
  return count;
}

void HttpHeadReader::finish_line() {
  const std::string_view line = std::string_view(text_).substr(line_begin_);
  const bool empty = line == "\n" || line == "\r\n";
  if (empty && line_begin_ == 0 && leading_ == LeadingEmptyLines::Skip) {
    text_.clear();
  } else {
    whole_ = empty;
  }
  line_begin_ = text_.size();
}

std::variant<ResponseHead, MalformedHttp> parse_response_head(std::string_view head) {
  const auto status = parse_status_line(take_line(head));
  if (!status) {
    return MalformedHttp{"is not HTTP/1.1"};
  }
  ResponseHead parsed{*status, {}};
  bool field_taken = false;  // a folded line may belong to a line that is not a field
  for (std::size_t lines = 0; !head.empty(); ++lines) {
    const std::string_view line = take_line(head);
    if (line.empty()) {
      break;
    }
    if (!is_blank(line.front())) {
      const std::size_t before = parsed.fields.size();
      add_field(line, parsed.fields);
      field_taken = parsed.fields.size() > before;
    } else if (lines == 0) {
      return MalformedHttp{"has a blank in front of its first field"};  // RFC 9112 §2.2
    } else if (field_taken) {
      unfold(line, parsed.fields.back().second);
    }
  }
  return parsed;
}

bool may_begin_response(std::string_view received) {
  while (received.starts_with('\n') || received.starts_with("\r\n")) {
    (void)take_line(received);
  }
  return received == "\r" || received.starts_with(kProtocol.substr(0, received.size()));
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

bool is_http_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

}  // namespace goto_token
