#include "goto_token/command_line/values.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

bool is_address(const std::string& text, int family) {
  in6_addr address = {};  // has room for either
  return ::inet_pton(family, text.c_str(), &address) == 1;
}

/// 0 for a character that names no unit.
std::uint64_t seconds_of_unit(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    default:
      return 0;
  }
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::uint64_t kTenYears = 10ULL * 365 * 24 * 3600;
  const std::uint64_t unit = seconds_of_unit(text.empty() ? '\0' : text.back());
  if (unit != 0) {
    text.remove_suffix(1);
  }
  const std::uint64_t seconds_each = std::max<std::uint64_t>(unit, 1);
  const auto count = parse_decimal<std::uint64_t>(text);
  return count && *count <= kTenYears / seconds_each
             ? std::optional(std::chrono::seconds(*count * seconds_each))
             : std::nullopt;
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
    if (!contains(scopes, scope)) {
      scopes.push_back(scope);
    }
  }
  return true;
}

bool is_profile_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return is_helper_name(text) && text.size() <= kLongest && !text.starts_with('.') && !text.starts_with('-');
}

bool is_helper_name(std::string_view text) {
  const auto is_allowed = [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_allowed);
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  if (is_address(std::string(text), AF_INET6)) {
    return ListenAddress{std::string(text), std::nullopt};
  }
  ListenAddress address;
  const bool bracketed = text.starts_with('[');
  const std::size_t end = text.find(bracketed ? ']' : ':');
  address.host = ascii_lower(bracketed ? text.substr(1, end - 1) : text.substr(0, end));
  const bool known = bracketed ? end != std::string_view::npos && is_address(address.host, AF_INET6)
                               : address.host == "localhost" || is_address(address.host, AF_INET);
  text.remove_prefix(std::min(end, text.size()));
  text.remove_prefix(known && bracketed ? 1 : 0);
  if (text.starts_with(':')) {
    address.port = parse_decimal<std::uint16_t>(text.substr(1));
  }
  return known && (text.empty() || address.port) ? std::optional(address) : std::nullopt;
}

}  // namespace goto_token
