#pragma once

#include <chrono>
#include <cstdint>
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

/// Where `--listen` wants the listener.
struct ListenAddress {
  std::string host;                   ///< An IPv4 or IPv6 address without brackets, or `localhost`.
  std::optional<std::uint16_t> port;  ///< Nullopt: the redirect URI's.
};

/// Reads `ADDRESS[:PORT]`; an IPv6 address with a port stands in brackets. Nullopt for anything else: names
/// are not looked up.
[[nodiscard]] std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace goto_token
