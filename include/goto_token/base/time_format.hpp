#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace goto_token {

/// A point in time in UTC, in the format of RFC 3339 §5.6: `2026-01-31T23:59:59Z`.
[[nodiscard]] std::string format_rfc3339(std::chrono::sys_seconds time);

/// The time of an IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7). Nullopt for anything
/// else, the obsolete formats included.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view value);

/// How long a `Retry-After` field asks to wait (RFC 9110 §10.2.3), in whole seconds or until an IMF-fixdate;
/// zero for a date that has passed. Nullopt when the value is neither.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                                    std::chrono::sys_seconds now);

}  // namespace goto_token
