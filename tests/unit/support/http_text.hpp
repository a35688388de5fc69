#pragma once

#include <string>
#include <string_view>

#include "goto_token/base/http_message.hpp"

namespace goto_token {

/// A response as it stood on the wire.
struct HttpText {
  std::string status_line;
  HttpHeaders headers;
  std::string body;

  /// A header's value; empty when there is none.
  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string(find_header(headers, name).value_or(""));
  }
};

/// Takes a response apart; what is no response leaves parts empty.
inline HttpText parse_http_text(std::string_view text) {
  HttpText parsed;
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) {
    return parsed;
  }
  parsed.body = text.substr(head_end + 4);
  std::string_view head = text.substr(0, head_end + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(": ");
    if (parsed.status_line.empty()) {
      parsed.status_line = line;
    } else if (colon != std::string_view::npos) {
      parsed.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return parsed;
}

}  // namespace goto_token
