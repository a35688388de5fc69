#include "goto_token/config/redirect_uri.hpp"

#include <algorithm>
#include <cstddef>

#include "goto_token/base/text.hpp"
#include "goto_token/config/endpoints.hpp"

namespace goto_token {
namespace {

/// How many dots a path segment consists of, some of them perhaps written as `%2e`; 0 for any other segment.
std::size_t count_dots(std::string_view segment) {
  std::size_t dots = 0;
  while (!segment.empty()) {
    const bool encoded = ascii_lower(segment.substr(0, 3)) == "%2e";
    if (!encoded && segment.front() != '.') {
      return 0;
    }
    ++dots;
    segment.remove_prefix(encoded ? 3 : 1);
  }
  return dots;
}

/// Fails for what a browser would drop or replace before it looks at the parts of a URL.
void require_plain_characters(const Setting& setting) {
  const std::string& text = setting.value;
  if (text.find_first_of("\t\n\r") != std::string::npos) {
    fail_url_setting(setting, "a browser leaves out the tab or line end in it",
                     "leave it out here and where the client is registered");
  }
  if (text.substr(0, text.find_first_of("?#")).find('\\') != std::string::npos) {
    fail_url_setting(setting, "a browser makes / of each \\ in it",
                     "write / here and where the client is registered");
  }
}

/// Whether a colon without a port follows the host in a URL that was found valid.
bool has_empty_port(std::string_view text) {
  const std::size_t authority_end = text.find_first_of("/?", text.find("://") + 3);
  return text.substr(0, authority_end).ends_with(':');
}

}  // namespace

Url parse_redirect_uri(const Setting& setting) {
  require_plain_characters(setting);
  Url url = parse_url_setting(setting);
  if (has_empty_port(setting.value)) {
    fail_url_setting(setting, "a browser leaves out the colon, as no port follows it",
                     "leave it out here and where the client is registered");
  }
  const std::string path = resolve_dot_segments(url.path);
  if (path != url.path) {
    fail_url_setting(setting, "a browser makes '" + path + "' of its path",
                     "use that path here and where the client is registered");
  }
  return url;
}

std::string resolve_dot_segments(std::string_view path) {
  std::string resolved;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);  // with the slash before it
    const std::size_t dots = count_dots(segment.substr(1));
    path.remove_prefix(end);
    if (dots == 2) {
      resolved.resize(std::min(resolved.rfind('/'), resolved.size()));
    }
    if (dots == 1 || dots == 2) {
      resolved += path.empty() ? "/" : "";
    } else {
      resolved += segment;
    }
  }
  return resolved;
}

}  // namespace goto_token
