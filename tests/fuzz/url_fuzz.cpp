// Feeds parse_url any bytes. A URL it accepts must be one, mean the same when written out again, and be taken
// for this machine only where the resolver's own reading of the address says so.
#include <arpa/inet.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/base/url_path.hpp"
#include "support/require.hpp"

namespace {

using goto_token::InvalidUrl;
using goto_token::is_loopback_host;
using goto_token::parse_url;
using goto_token::Url;
using goto_token::fuzz::require;

std::optional<Url> parse(std::string_view text) {
  const auto parsed = parse_url(text);
  if (const auto* const invalid = std::get_if<InvalidUrl>(&parsed)) {
    const std::size_t length = invalid->why.size();
    require(length > 0 && length < 100, "the reason is short, and so holds no text from outside");
    return std::nullopt;
  }
  return std::get<Url>(parsed);
}

bool holds_only(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

std::string_view remaining_after(std::string_view text, std::string_view mark) {
  return text.substr(text.find(mark) + mark.size());
}

bool is_ipv6(const std::string& host) {
  std::array<unsigned char, 16> octets = {};
  return inet_pton(AF_INET6, host.c_str(), octets.data()) == 1;
}

void require_well_formed(const Url& url, std::string_view text) {
  require(url.scheme == "http" || url.scheme == "https", "the scheme is http or https");
  const bool bracketed = remaining_after(text, "://").starts_with('[');
  require(bracketed ? is_ipv6(url.host)
                    : !url.host.empty() && holds_only(url.host, "abcdefghijklmnopqrstuvwxyz0123456789-._"),
          "the host is an IPv6 address in brackets, or a name in lower case");
  require(url.path.empty() || url.path.front() == '/', "the path is empty or starts with a slash");
  require(url.path.find('?') == std::string::npos, "the path ends where the query starts");
  constexpr std::string_view kUrlCharacters =  // RFC 3986 §2, without `#`
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?[]@!$&'()*+,;=%";
  require(holds_only(url.path, kUrlCharacters) && holds_only(url.query, kUrlCharacters),
          "path and query hold characters of a URL only");
  require(text.ends_with(url.query.empty() ? url.path : url.path + "?" + url.query) || text.ends_with('?'),
          "path and query are as written");
}

void require_same_after_writing(const Url& url) {
  const auto again = parse(to_string(url));
  require(again && again->scheme == url.scheme && again->host == url.host && again->port == url.port &&
              again->port_written == url.port_written && again->path == url.path && again->query == url.query,
          "a URL written out means the same");
}

/// What the resolver makes of a host before it asks anyone: an IPv4 address in any of inet_aton's spellings,
/// or an IPv6 address. Names that are not `localhost` are not for this machine by definition.
bool resolves_to_loopback(const std::string& host) {
  in_addr address = {};
  if (inet_aton(host.c_str(), &address) == 1) {
    return host.find('\0') == std::string::npos && ntohl(address.s_addr) >> 24U == 127;
  }
  in6_addr ipv6 = {};
  const bool is_one = inet_pton(AF_INET6, host.c_str(), &ipv6) == 1 && IN6_IS_ADDR_LOOPBACK(&ipv6);
  return host.find('\0') == std::string::npos &&
         (is_one || host == "localhost" || (host.ends_with(".localhost") && !host.starts_with(".localhost")));
}

void require_path_below(const Url& base) {
  const Url below = with_path_below(base, "/oauth/token");
  require(below.path.ends_with("/oauth/token") && !below.path.ends_with("//oauth/token"),
          "one slash stands between a path and the one below it");
  require(base.path.starts_with(below.path.substr(0, below.path.size() - 12)), "a path below keeps its base");
  require(below.query.empty() && below.host == base.host && authority(below) == authority(base),
          "a path below has no query and the same authority");
}

/// The segments of a path, none of them decoded.
std::vector<std::string> split_path(const std::string& path) {
  std::vector<std::string> segments = {""};
  for (const char c : path) {
    if (c == '/') {
      segments.emplace_back();
    } else {
      segments.back() += c;
    }
  }
  return segments;
}

bool is_dot_segment(const std::string& segment) {
  return segment == "." || segment == "..";
}

void require_normal_path(const std::string& path) {
  const std::string normal = goto_token::normalize_path(path);
  require(goto_token::is_visible_ascii(normal), "a normal path is as it goes on the wire");
  require(goto_token::normalize_path(normal) == normal, "a normal path stays as it is");
  require(goto_token::percent_decode(normal) == goto_token::percent_decode(path),
          "a normal path means the same bytes");
  require(goto_token::is_same_path(path, normal) && goto_token::is_same_path(normal, path),
          "a path is the same in its normal spelling");
  const auto segments = split_path(path);
  const auto normal_segments = split_path(normal);
  require(segments.size() == normal_segments.size(), "no slash comes or goes");
  for (std::size_t i = 0; i < segments.size(); ++i) {
    require(is_dot_segment(segments[i]) == is_dot_segment(normal_segments[i]),
            "no dot segment comes or goes");
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  if (const auto url = parse(text)) {
    require_well_formed(*url, text);
    require_same_after_writing(*url);
    require_path_below(*url);
    require(!is_loopback_host(url->host) || resolves_to_loopback(url->host),
            "a host that counts as loopback resolves to this machine");
  }
  require_normal_path(text);
  // Hosts come from elsewhere too, such as a name that has not gone through parse_url.
  require(!is_loopback_host(text) || resolves_to_loopback(text),
          "a text that counts as loopback host resolves to this machine");
  return 0;
}
