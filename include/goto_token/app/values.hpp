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

}  // namespace goto_token
