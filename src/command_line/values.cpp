#include "goto_token/command_line/values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

bool is_address(const std::string& text, int family) {
  in6_addr address = {};  // has room for either
  return ::inet_pton(family, text.c_str(), &address) == 1;
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool whole = failure == std::errc() && end == digits.data() + digits.size();
  return whole ? std::optional(port) : std::nullopt;
}

}  // namespace

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
    address.port = parse_port(text.substr(1));
  }
  return known && (text.empty() || address.port) ? std::optional(address) : std::nullopt;
}

}  // namespace goto_token
