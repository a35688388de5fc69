#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace goto_mock_auth {

/// `octets` random octets.
[[nodiscard]] std::string random_octets(std::size_t octets);

/// `octets` random octets as base64url without padding.
[[nodiscard]] std::string random_token(std::size_t octets);

/// A random UUID (RFC 9562 §5.4).
[[nodiscard]] std::string random_uuid();

/// The SHA-256 digest of `text`, 32 octets.
[[nodiscard]] std::string sha256(std::string_view text);

/// Base64 with padding (RFC 4648 §4).
[[nodiscard]] std::string base64(std::string_view octets);

/// Base64url without padding (RFC 4648 §5, RFC 7636 appendix A).
[[nodiscard]] std::string base64url(std::string_view octets);

/// The octets that base64 text with padding stands for, or nullopt if it isn't such text.
[[nodiscard]] std::optional<std::string> parse_base64(std::string_view text);

/// The same for base64url text without padding.
[[nodiscard]] std::optional<std::string> parse_base64url(std::string_view text);

}  // namespace goto_mock_auth
