#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// A whole number of seconds from 0 up to ten years, in decimal digits alone; nullopt for anything else.
[[nodiscard]] std::optional<std::chrono::seconds> parse_seconds(std::string_view text);

/// Adds the scopes of a space-separated list that are not there yet, in order.
/// @returns false, and adds nothing, when one holds a character no scope may hold (RFC 6749 §3.3).
[[nodiscard]] bool add_scopes(std::vector<std::string>& scopes, std::string_view list);

/// Whether the text can name a profile: 1 to 64 letters, digits, `.`, `_` and `-`, not beginning with `.` or
/// `-`, so that it can be part of a file name.
[[nodiscard]] bool is_profile_name(std::string_view text);

}  // namespace goto_token
