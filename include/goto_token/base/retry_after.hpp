#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace goto_token {

/// How long a `Retry-After` field asks to wait (RFC 9110 §10.2.3), from whole seconds or an IMF-fixdate; a
/// date that has passed is no wait. Nullopt when the value is neither.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                                    std::chrono::sys_seconds now);

}  // namespace goto_token
