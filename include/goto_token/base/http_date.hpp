#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace goto_token {

/// A date as HTTP fields hold it, an IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
/// Nullopt for anything else, the obsolete formats included.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view value);

}  // namespace goto_token
