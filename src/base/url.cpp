#include "goto_token/base/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

/// Why a part of a URL is invalid; nullopt when it is valid.
using Problem = std::optional<InvalidUrl>;

bool is_reg_name_character(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_address(const std::string& text) {
  in6_addr address = {};
  return ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

/// Removes the host from the front of `authority`.
Problem take_host(std::string_view& authority, Url& url) {
  const bool ipv6 = authority.starts_with('[');
  const std::size_t end = ipv6 ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (end == std::string_view::npos) {
    return InvalidUrl{"its IPv6 address lacks the closing bracket"};
  }
  url.host = ascii_lower(authority.substr(ipv6 ? 1 : 0, ipv6 ? end - 1 : end));
  authority.remove_prefix(ipv6 ? end + 1 : end);
  if (url.host.empty()) {
    return InvalidUrl{"it has no host"};
  }
  const bool valid =
      ipv6 ? is_ipv6_address(url.host) : std::all_of(url.host.begin(), url.host.end(), is_reg_name_character);
  const bool port_follows = authority.empty() || authority.starts_with(':');
  return valid && port_follows ? Problem() : InvalidUrl{"its host is not a valid name or address"};
}

/// @param text `:port`, a colon alone, or nothing.
Problem read_port(std::string_view text, Url& url) {
  url.port_written = text.size() > 1;
  const auto port = url.port_written ? parse_decimal<std::uint16_t>(text.substr(1))
                                     : std::optional(default_port(url.scheme));
  if (!port) {
    return InvalidUrl{"its port is not a number from 0 to 65535"};
  }
  url.port = *port;
  return std::nullopt;
}

/// 127.0.0.0/8 in four decimal numbers without leading zeros, the one spelling that all resolvers read alike:
/// inet_aton takes 0127.0.0.1 for 87.0.0.1, and getaddrinfo asks the network for `127.0.0.1.`.
bool is_loopback_ipv4(std::string_view host) {
  constexpr std::uint32_t kLoopbackNet = 127;
  in_addr address = {};
  return is_visible_ascii(host) && ::inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 &&
         ntohl(address.s_addr) >> 24U == kLoopbackNet;
}

/// `::1` in any spelling.
bool is_loopback_ipv6(std::string_view host) {
  in6_addr address = {};
  return is_visible_ascii(host) && ::inet_pton(AF_INET6, std::string(host).c_str(), &address) == 1 &&
         IN6_IS_ADDR_LOOPBACK(&address);
}

}  // namespace

std::variant<Url, InvalidUrl> parse_url(std::string_view text) {
  if (!is_visible_ascii(text)) {
    return InvalidUrl{"it holds a blank, a control character or one beyond ASCII"};
  }
  const std::size_t colon = text.find("://");
  Url url;
  url.scheme = ascii_lower(text.substr(0, std::min(colon, text.size())));
  if (colon == std::string_view::npos || (url.scheme != "http" && url.scheme != "https")) {
    return InvalidUrl{"it is not an absolute http or https URL"};
  }
  if (text.find('#') != std::string_view::npos) {
    return InvalidUrl{"it has a fragment"};
  }
  text.remove_prefix(colon + 3);
  const std::size_t authority_end = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, authority_end);
  text.remove_prefix(authority_end);
  if (authority.find('@') != std::string_view::npos) {
    return InvalidUrl{"it has user information"};
  }
  if (auto problem = take_host(authority, url)) {
    return *std::move(problem);
  }
  if (auto problem = read_port(authority, url)) {
    return *std::move(problem);
  }
  if (text.find_first_of("\"<>\\^`{|}") != std::string_view::npos) {
    return InvalidUrl{"it holds a character that no URL may hold"};  // RFC 3986 §2
  }
  const std::size_t path_end = std::min(text.find('?'), text.size());
  url.path = text.substr(0, path_end);
  url.query = text.substr(std::min(path_end + 1, text.size()));
  return url;
}

Url require_url(std::string_view text) {
  auto parsed = parse_url(text);
  if (const auto* const invalid = std::get_if<InvalidUrl>(&parsed)) {
    throw Error(ExitCode::Configuration, invalid->why);
  }
  return std::get<Url>(std::move(parsed));
}

std::string to_string(const Url& url) {
  return origin(url) + url.path + (url.query.empty() ? "" : "?" + url.query);
}

std::string written_host(std::string_view host) {
  const bool ipv6 = host.find(':') != std::string_view::npos;
  return ipv6 ? "[" + std::string(host) + "]" : std::string(host);
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
  return written_host(host) + ":" + std::to_string(port);
}

std::string authority(const Url& url) {
  return url.port_written ? host_and_port(url.host, url.port) : written_host(url.host);
}

std::string origin(const Url& url) {
  return url.scheme + "://" + authority(url);
}

Url without_query(Url url) {
  url.query.clear();
  return url;
}

std::uint16_t default_port(std::string_view scheme) {
  constexpr std::uint16_t kHttps = 443;
  constexpr std::uint16_t kHttp = 80;
  return scheme == "https" ? kHttps : kHttp;
}

bool is_https(const Url& url) {
  return url.scheme == "https";
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
  return is_https(url) || is_loopback_host(url.host);
}

std::string explain_plain_http(std::string_view exposed) {
  return "plain http would show " + std::string(exposed) + " to the network";
}

Url with_path_below(const Url& base, std::string_view path) {
  Url url = without_query(base);
  while (url.path.ends_with('/')) {
    url.path.pop_back();
  }
  url.path += path;
  return url;
}

}  // namespace goto_token
