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

std::vector<std::string_view> find_list_elements(const HttpHeaders& headers, std::string_view name,
                                                 EmptyElements empty) {
  const std::string wanted = ascii_lower(name);
  std::vector<std::string_view> elements;
  for (const auto& [field, value] : headers) {
    if (ascii_lower(field) != wanted) {
      continue;
    }
    std::string_view rest = value;
    for (bool more = true; more;) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      const std::string_view element = trim_blanks(rest.substr(0, comma));
      if (!element.empty() || empty == EmptyElements::Keep) {
        elements.push_back(element);
      }
      more = comma < rest.size();
      rest.remove_prefix(more ? comma + 1 : comma);
    }
  }
  return elements;
}

}  // namespace goto_token
