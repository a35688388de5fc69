#include "goto_token/app/values.hpp"

#include <algorithm>
#include <charconv>

#include "goto_token/base/text.hpp"

namespace goto_token {

std::optional<std::chrono::seconds> parse_seconds(std::string_view text) {
  constexpr std::int64_t kTenYears = 10LL * 365 * 24 * 3600;
  std::int64_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  if (!whole || count < 0 || count > kTenYears || text.starts_with('-')) {
    return std::nullopt;
  }
  return std::chrono::seconds(count);
}

bool add_scopes(std::vector<std::string>& scopes, std::string_view list) {
  const std::vector<std::string> added = split_words(list);
  const auto is_scope = [](const std::string& scope) {
    return is_visible_ascii(scope) && scope.find_first_of("\"\\") == std::string::npos;
  };
  if (!std::all_of(added.begin(), added.end(), is_scope)) {
    return false;
  }
  for (const std::string& scope : added) {
    if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) {
      scopes.push_back(scope);
    }
  }
  return true;
}

bool is_profile_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  const auto is_allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= kLongest && !text.starts_with('.') && !text.starts_with('-') &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

}  // namespace goto_token
