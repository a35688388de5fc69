// Feeds the reader and the parser of response heads any bytes, in every split and under several limits, and
// compares with a second implementation, which cuts the whole head into lines first.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "goto_token/base/http_head.hpp"
#include "support/head_oracle.hpp"
#include "support/require.hpp"

namespace {

using goto_token::HttpHeaders;
using goto_token::is_http_token;
using goto_token::LeadingEmptyLines;
using goto_token::MalformedHttp;
using goto_token::may_begin_response;
using goto_token::parse_response_head;
using goto_token::ResponseHead;
using goto_token::fuzz::find_head_plainly;
using goto_token::fuzz::require;

constexpr std::size_t kNone = std::string_view::npos;

/// The lines in front of the first empty one, without their ends.
std::vector<std::string> cut_into_lines(std::string_view head) {
  std::vector<std::string> lines;
  std::string line;
  const auto finish = [&] {
    if (line.ends_with('\r')) {
      line.pop_back();
    }
    lines.push_back(std::exchange(line, {}));
  };
  for (const char c : head) {
    if (c != '\n') {
      line += c;
    } else if (finish(); lines.size() > 1 && lines.back().empty()) {
      lines.pop_back();
      return lines;
    }
  }
  finish();
  while (lines.size() > 1 && lines.back().empty()) {
    lines.pop_back();
  }
  return lines;
}

std::string clean_plainly(std::string text) {
  for (char& c : text) {
    c = c == '\r' || c == '\0' ? ' ' : c;
  }
  const std::size_t first = text.find_first_not_of(" \t");
  return first == kNone ? "" : text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

bool is_token_plainly(const std::string& text) {
  return !text.empty() && text.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "!#$%&'*+-.^_`|~") == kNone;
}

/// The status, or 0 when the line is no status line.
int status_plainly(const std::string& line) {
  std::string shape = line.substr(0, 13);
  for (char& c : shape) {
    c = c >= '0' && c <= '9' ? '9' : c;
  }
  const bool one = line.starts_with("HTTP/1.") && (shape == "HTTP/9.9 999" || shape == "HTTP/9.9 999 ");
  return one && line[9] != '0' ? std::stoi(line.substr(9, 3)) : 0;
}

/// What parse_response_head ought to give.
std::optional<ResponseHead> parse_plainly(std::string_view text) {
  const std::vector<std::string> lines = cut_into_lines(text);
  ResponseHead head{status_plainly(lines.front()), {}};
  if (head.status == 0 || (lines.size() > 1 && (lines[1][0] == ' ' || lines[1][0] == '\t'))) {
    return std::nullopt;
  }
  for (std::size_t at = 1; at < lines.size();) {
    const std::string& line = lines[at];
    const std::size_t colon = line.find(':');
    std::string name = line.substr(0, colon);
    name.erase(name.find_last_not_of(" \t") + 1);
    std::string value = colon == kNone ? "" : clean_plainly(line.substr(colon + 1));
    for (++at; at < lines.size() && (lines[at][0] == ' ' || lines[at][0] == '\t'); ++at) {
      value.append(" ").append(clean_plainly(lines[at]));
      value = clean_plainly(value);
    }
    if (colon != kNone && is_token_plainly(name)) {
      head.fields.emplace_back(name, value);
    }
  }
  return head;
}

void require_parsed(std::string_view text) {
  const auto response = parse_response_head(text);
  const auto expected = parse_plainly(text);
  if (const auto* const failure = std::get_if<MalformedHttp>(&response)) {
    require(!expected, "what is refused is no response head");
    require(!failure->why.empty() && failure->why.size() < 60, "the reason holds no text from outside");
    return;
  }
  const auto& head = std::get<ResponseHead>(response);
  require(expected.has_value(), "what is taken is a response head");
  require(head.status == expected->status && head.status >= 100 && head.status <= 999,
          "the status is three digits, as sent");
  require(head.fields == expected->fields, "the fields are those that were sent, in their order");
  std::size_t size = 0;
  for (const auto& [name, value] : head.fields) {
    require(is_http_token(name), "a field's name is a token");
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == kNone, "a value is one line");
    size += name.size() + value.size();
  }
  require(size <= text.size(), "the fields are not larger than the head");
}

/// Once it is false it stays false, and of a response it never is.
void require_early_verdict(std::string_view received) {
  bool may_be = true;
  for (std::size_t size = 0; size <= received.size(); ++size) {
    const bool now = may_begin_response(received.substr(0, size));
    require(may_be || !now, "what cannot become a response never does");
    may_be = now;
  }
  const std::string_view head = received.substr(find_head_plainly(received).begin);
  if (std::holds_alternative<ResponseHead>(parse_response_head(head))) {
    require(may_be, "a response may begin as it does");
  }
  require(may_be == (head == "\r" || head.substr(0, 7) == std::string_view("HTTP/1.").substr(0, head.size())),
          "what may begin a response begins with the protocol's name");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string received(data, data + size);
  const auto bounds = find_head_plainly(received);
  const std::size_t head_size = std::min(bounds.end, size);
  for (const std::size_t limit :
       {head_size, head_size - std::min<std::size_t>(1, head_size), head_size / 2}) {
    goto_token::fuzz::require_same_head_in_every_split(received, limit);
  }
  goto_token::fuzz::require_same_head_in_every_split(received, head_size, LeadingEmptyLines::End);
  require_parsed(std::string_view(received).substr(bounds.begin, head_size - bounds.begin));
  require_parsed(received);
  require_early_verdict(std::string_view(received).substr(0, 64));
  return 0;
}
