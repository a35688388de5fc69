#pragma once

#include <string_view>

namespace goto_mock_auth {

/// Whether a client may register this redirect URI: absolute, without fragment (RFC 6749 §3.1.2), printable
/// ASCII.
[[nodiscard]] bool is_valid_redirect_uri(std::string_view uri);

/// Whether `presented` is the registered redirect URI: the same characters, except that a registered loopback
/// URI with port 0 stands for any port (RFC 8252 §7.3).
[[nodiscard]] bool matches_redirect_uri(std::string_view registered, std::string_view presented);

}  // namespace goto_mock_auth
