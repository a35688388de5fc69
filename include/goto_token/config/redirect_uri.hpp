#pragma once

#include <string>
#include <string_view>

#include "goto_token/base/url.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {

/// Reads the redirect URI in a setting. A browser would rewrite some spellings (WHATWG URL §4.4), so that the
/// redirect would never be the one that is registered, or come to another port.
/// @throws Error{Configuration} naming the setting when the URL is invalid, or when a browser would rewrite
/// it; the message says what to.
[[nodiscard]] Url parse_redirect_uri(const Setting& setting);

/// The path without its `.` and `..` segments, which may also be written with `%2e`: what a browser requests.
/// @param path begins with `/` or is empty.
[[nodiscard]] std::string resolve_dot_segments(std::string_view path);

}  // namespace goto_token
