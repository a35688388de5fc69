#include "goto_token/base/request_head.hpp"

#include <algorithm>

#include "goto_token/base/http_head.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/base/url_path.hpp"

namespace goto_token {
namespace {

// Far more than browsers send. Each field costs time, which a flood of requests would take from others.
constexpr std::size_t kMostFields = 256;

bool is_field_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    return c == '\t' ? false : static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

/// Whether a field says that the request is a prefetch: `Sec-Purpose: prefetch;prerender`, or the older
/// `Purpose: prefetch`.
bool announces_prefetch(std::string_view name, std::string_view value) {
  return (name == "sec-purpose" || name == "purpose") && ascii_lower(value).starts_with("prefetch");
}

/// Splits an origin-form or absolute-form target (RFC 9112 §3.2); false for any other, and for one without a
/// host (RFC 9110 §4.2.1).
bool parse_target(std::string_view target, RequestHead& head) {
  if (!is_visible_ascii(target) || target.find('#') != std::string_view::npos) {
    return false;
  }
  constexpr std::string_view kAbsolute = "http://";
  if (ascii_lower(target.substr(0, kAbsolute.size())) == kAbsolute) {
    target.remove_prefix(kAbsolute.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    if (end == 0) {
      return false;
    }
    head.host = ascii_lower(target.substr(0, end));
    target.remove_prefix(end);
  }
  const std::size_t path_end = std::min(target.find('?'), target.size());
  head.path = target.substr(0, path_end);
  head.query = target.substr(std::min(path_end + 1, target.size()));
  return target.starts_with('/');
}

bool parse_request_line(std::string_view line, RequestHead& head, bool& host_required) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return false;
  }
  head.method = line.substr(0, first);
  const std::string_view version = line.substr(last + 1);
  host_required = version == "HTTP/1.1";
  return is_http_token(head.method) && (host_required || version == "HTTP/1.0") &&
         parse_target(line.substr(first + 1, last - first - 1), head);
}

}  // namespace

std::optional<RequestHead> parse_request_head(std::string_view head) {
  RequestHead parsed;
  bool host_required = false;
  if (!parse_request_line(take_line(head), parsed, host_required)) {
    return std::nullopt;
  }
  const bool absolute_form = !parsed.host.empty();
  std::size_t hosts = 0;
  for (std::size_t fields = 0; !head.empty(); ++fields) {
    const std::string_view line = take_line(head);
    if (line.empty()) {
      break;
    }
    if (fields == kMostFields) {
      return std::nullopt;
    }
    const std::size_t colon = std::min(line.find(':'), line.size());
    // A name that is not a token may also be an obsolete folded line (RFC 9112 §5.2) or have a blank before
    // the colon.
    if (colon == line.size() || !is_http_token(line.substr(0, colon)) ||
        !is_field_value(line.substr(colon + 1))) {
      return std::nullopt;
    }
    const std::string name = ascii_lower(line.substr(0, colon));
    const std::string_view value = trim_blanks(line.substr(colon + 1));
    parsed.is_prefetch = parsed.is_prefetch || announces_prefetch(name, value);
    if (name == "host") {
      ++hosts;
      parsed.host = absolute_form ? parsed.host : ascii_lower(value);
    }
  }
  if (hosts > 1 || (hosts == 0 && host_required)) {
    return std::nullopt;
  }
  return parsed;
}

std::optional<int> screen_request(const RequestHead& head, const RedirectEndpoint& endpoint) {
  if (!contains(endpoint.authorities, head.host)) {
    return http_status::kMisdirected;
  }
  if (!is_same_path(head.path, endpoint.path)) {
    return http_status::kNotFound;
  }
  if (head.method != "GET") {
    return http_status::kMethodNotAllowed;
  }
  return std::nullopt;
}

std::vector<std::string> loopback_authorities(std::string_view host, std::uint16_t port) {
  using namespace std::string_view_literals;
  std::vector<std::string> authorities;
  for (const std::string_view name : {host, "127.0.0.1"sv, "localhost"sv, "::1"sv}) {
    authorities.push_back(host_and_port(name, port));
    if (port == default_port("http")) {
      authorities.push_back(written_host(name));
    }
  }
  return authorities;
}

}  // namespace goto_token
