#include "goto_token/base/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ExitCode::Configuration, why);
}

bool is_reg_name_character(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_address(const std::string& text) {
  in6_addr address = {};
  return ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

std::uint16_t parse_port(std::string_view digits) {
  const auto port = parse_decimal<std::uint16_t>(digits);
  if (!port) {
    refuse("its port is not a number from 0 to 65535");
  }
  return *port;
}

/// Splits the host off `authority` and leaves what follows it: nothing, or `:port`.
std::string take_host(std::string_view& authority) {
  const bool ipv6 = authority.starts_with('[');
  const std::size_t end = ipv6 ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (end == std::string_view::npos) {
    refuse("its IPv6 address lacks the closing bracket");
  }
  std::string host = ascii_lower(authority.substr(ipv6 ? 1 : 0, ipv6 ? end - 1 : end));
  authority.remove_prefix(ipv6 ? end + 1 : end);
  const bool valid =
      ipv6 ? is_ipv6_address(host) : std::all_of(host.begin(), host.end(), is_reg_name_character);
  if (host.empty() || !valid) {
    refuse(host.empty() ? "it has no host" : "its host is not a valid name or address");
  }
  return host;
}

/// In four decimal numbers without leading zeros, the one spelling that all resolvers read alike: inet_aton
/// takes 0127.0.0.1 for 87.0.0.1, and getaddrinfo asks the network for 127.0.0.1. with its dot at the end.
bool is_loopback_ipv4(std::string_view host) {
  constexpr std::uint32_t kLoopbackNet = 127;
  in_addr address = {};
  return is_visible_ascii(host) && ::inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 &&
         ntohl(address.s_addr) >> 24U == kLoopbackNet;
}

/// `::1` in any of its spellings.
bool is_loopback_ipv6(std::string_view host) {
  in6_addr address = {};
  return is_visible_ascii(host) && ::inet_pton(AF_INET6, std::string(host).c_str(), &address) == 1 &&
         IN6_IS_ADDR_LOOPBACK(&address);
}

}  // namespace

Url parse_url(std::string_view text) {
  if (!is_visible_ascii(text)) {
    refuse("it holds a blank, a control character or one beyond ASCII");
  }
  const std::size_t colon = text.find("://");
  const std::string scheme = ascii_lower(text.substr(0, std::min(colon, text.size())));
  if (colon == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    refuse("it is not an absolute http or https URL");
  }
  if (text.find('#') != std::string_view::npos) {
    refuse("it has a fragment");
  }
  text.remove_prefix(colon + 3);
  const std::size_t authority_end = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, authority_end);
  text.remove_prefix(authority_end);
  if (authority.find('@') != std::string_view::npos) {
    refuse("it has user information");
  }
  std::string host = take_host(authority);
  const bool port_written = authority.size() > 1;
  if (!authority.empty() && !authority.starts_with(':')) {
    refuse("its host is not a valid name or address");
  }
  const std::uint16_t default_port = scheme == "https" ? 443 : 80;
  const std::uint16_t port = port_written ? parse_port(authority.substr(1)) : default_port;
  if (text.find_first_of("\"<>\\^`{|}") != std::string_view::npos) {
    refuse("it holds a character that no URL may hold");  // RFC 3986 §2
  }
  const std::size_t path_end = std::min(text.find('?'), text.size());
  return {scheme,
          std::move(host),
          port,
          port_written,
          std::string(text.substr(0, path_end)),
          std::string(text.substr(std::min(path_end + 1, text.size())))};
}

std::string to_string(const Url& url) {
  return url.scheme + "://" + authority(url) + url.path + (url.query.empty() ? "" : "?" + url.query);
}

std::string written_host(std::string_view host) {
  const bool ipv6 = host.find(':') != std::string_view::npos;
  return ipv6 ? "[" + std::string(host) + "]" : std::string(host);
}

std::string authority(const Url& url) {
  return written_host(url.host) + (url.port_written ? ":" + std::to_string(url.port) : "");
}

bool is_localhost_name(std::string_view host) {
  constexpr std::string_view kTopLevel = ".localhost";
  return host == kTopLevel.substr(1) || (host.size() > kTopLevel.size() && host.ends_with(kTopLevel) &&
                                         std::all_of(host.begin(), host.end(), is_reg_name_character));
}

bool is_loopback_host(std::string_view host) {
  return is_localhost_name(host) || is_loopback_ipv4(host) || is_loopback_ipv6(host);
}

bool is_confidential(const Url& url) {
  return url.scheme == "https" || is_loopback_host(url.host);
}

Url with_path_below(const Url& base, std::string_view path) {
  Url url = base;
  while (url.path.ends_with('/')) {
    url.path.pop_back();
  }
  url.path += path;
  url.query.clear();
  return url;
}

}  // namespace goto_token
