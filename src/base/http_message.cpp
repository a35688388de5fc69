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

}  // namespace goto_token
