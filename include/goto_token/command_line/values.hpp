#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// Reads a duration from 0 to ten years: a number of seconds, or a number followed by `s`, `m` or `h`, in
/// decimal digits only; nullopt for anything else.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// Why a text is not a duration; follows the text in a message.
inline constexpr std::string_view kNotDuration =
    "is not a duration such as 90, 90s, 5m or 2h, of ten years at most";

/// Adds the scopes of a space-separated list, in order and without duplicates.
/// @returns false, and adds nothing, when a character is not allowed in a scope (RFC 6749 §3.3).
[[nodiscard]] bool add_scopes(std::vector<std::string>& scopes, std::string_view list);

/// Why a text is not a list of scopes; follows the text in a message.
inline constexpr std::string_view kNotScopes = "holds a character that no scope may hold";

/// Whether the text can name a profile: 1 to 64 letters, digits, `.`, `_` and `-`. It must not begin with `.`
/// or `-`, because it becomes part of a file name.
[[nodiscard]] bool is_profile_name(std::string_view text);

/// Why a text is not a profile name; follows the text in a message.
inline constexpr std::string_view kNotProfileName =
    "is not a name of letters, digits, '.', '_' and '-' (64 at most, and neither '.' nor '-' first)";

/// Whether the text can name a credential helper: letters, digits, `.`, `_` and `-`, at least one.
[[nodiscard]] bool is_helper_name(std::string_view text);

/// Why a text is not the name of a credential helper; follows the text in a message.
inline constexpr std::string_view kNotHelperName = "is not a name of letters, digits, '.', '_' and '-'";

/// The address of `--listen`.
struct ListenAddress {
  std::string host;                   ///< An IPv4 or IPv6 address without brackets, or `localhost`.
  std::optional<std::uint16_t> port;  ///< Nullopt: the port of the redirect URI.
};

/// Reads `ADDRESS[:PORT]`; an IPv6 address with a port needs brackets. Nullopt for anything else: names are
/// not looked up.
[[nodiscard]] std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace goto_token
