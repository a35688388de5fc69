#include "goto_token/config/proxy.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr unsigned kBitsPerByte = 8;

/// The bytes of an address, 4 or 16; empty when the text is not an address.
std::string parse_address(const std::string& text) {
  std::array<char, sizeof(in6_addr)> bytes = {};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return {bytes.data(), sizeof(in_addr)};
  }
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
    return {bytes.data(), sizeof(in6_addr)};
  }
  return {};
}

bool have_same_prefix(std::string_view one, std::string_view other, unsigned bits) {
  const std::size_t whole = bits / kBitsPerByte;
  const unsigned rest = bits % kBitsPerByte;
  if (one.substr(0, whole) != other.substr(0, whole)) {
    return false;
  }
  const auto first_bits = [&](std::string_view address) {
    return static_cast<unsigned char>(address[whole]) >> (kBitsPerByte - rest);
  };
  return rest == 0 || first_bits(one) == first_bits(other);
}

/// @param range an address, or `address/bits`.
bool is_in_range(std::string_view address, std::string_view range) {
  const std::size_t slash = std::min(range.find('/'), range.size());
  const std::string base = parse_address(std::string(range.substr(0, slash)));
  const auto all_bits = static_cast<unsigned>(base.size()) * kBitsPerByte;
  const auto bits = slash < range.size() ? parse_decimal<unsigned>(range.substr(slash + 1)) : all_bits;
  return base.size() == address.size() && bits && *bits <= all_bits && have_same_prefix(address, base, *bits);
}

std::string_view without_final_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

bool is_in_domain(std::string_view host, std::string_view domain) {
  domain.remove_prefix(domain.starts_with("*.") ? 2 : static_cast<std::size_t>(domain.starts_with('.')));
  domain = without_final_dot(domain);
  host = without_final_dot(host);
  return !domain.empty() &&
         (host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.'));
}

/// Removes `:port` and brackets from an entry, and returns the port. Several colons without brackets are an
/// IPv6 address.
std::optional<std::string_view> take_port(std::string_view& entry) {
  const std::size_t bracket = entry.starts_with('[') ? entry.find(']') : std::string_view::npos;
  const std::size_t colon = entry.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const bool bare_ipv6 = bracket == std::string_view::npos && entry.find(':') != entry.rfind(':');
  std::optional<std::string_view> port;
  if (colon != std::string_view::npos && !bare_ipv6) {
    port = entry.substr(colon + 1);
    entry = entry.substr(0, colon);
  }
  if (bracket != std::string_view::npos) {
    entry = entry.substr(1, bracket - 1);
  }
  return port;
}

bool is_exempted_by(std::string_view entry, const Url& url) {
  const auto port = take_port(entry);
  if (port && parse_decimal<unsigned>(*port) != url.port) {
    return false;
  }
  const std::string address = parse_address(url.host);
  return address.empty() ? is_in_domain(url.host, entry) : is_in_range(address, entry);
}

}  // namespace

bool is_exempt_from_proxies(const Url& url, std::string_view no_proxy) {
  constexpr std::string_view kSeparators = ", \t\r\n";
  const std::string list = ascii_lower(no_proxy);
  std::string_view rest = list;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(kSeparators), rest.size()));
    if (rest.empty()) {
      return false;
    }
    const std::string_view entry = rest.substr(0, rest.find_first_of(kSeparators));
    if (entry == "*" || is_exempted_by(entry, url)) {
      return true;
    }
    rest.remove_prefix(entry.size());
  }
}

}  // namespace goto_token
