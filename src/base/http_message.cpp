#include "goto_token/base/http_message.hpp"

#include <algorithm>

#include "goto_token/base/text.hpp"

namespace goto_token {

std::optional<std::string_view> find_header(const HttpHeaders& headers, std::string_view name) {
  const std::string wanted = ascii_lower(name);
  const auto found = std::find_if(headers.begin(), headers.end(), [&wanted](const auto& header) {
    return ascii_lower(header.first) == wanted;
  });
  if (found == headers.end()) {
    return std::nullopt;
  }
  return found->second;
}

std::vector<std::string_view> find_list_elements(const HttpHeaders& headers, std::string_view name) {
  const std::string wanted = ascii_lower(name);
  std::vector<std::string_view> elements;
  for (const auto& [field, value] : headers) {
    if (ascii_lower(field) != wanted) {
      continue;
    }
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (const auto element = trim_blanks(rest.substr(0, comma)); !element.empty()) {
        elements.push_back(element);
      }
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return elements;
}

}  // namespace goto_token
