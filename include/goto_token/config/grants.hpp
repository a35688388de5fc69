#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goto_token {

/// How a run gets its token.
enum class Grant {
  AuthorizationCode,    ///< A person signs in (RFC 6749 §4.1).
  PersonalAccessToken,  ///< GoTo's own, for machines without a user.
  RefreshToken,         ///< A refresh token from the configuration (RFC 6749 §6).
  ClientCredentials,    ///< The client for itself (RFC 6749 §4.4).
};

/// The grant of this name, such as `client-credentials`; nullopt when there is none.
[[nodiscard]] std::optional<Grant> parse_grant(std::string_view name) noexcept;

/// The name that parse_grant knows it by.
[[nodiscard]] std::string_view name_of(Grant grant) noexcept;

/// The names of all grants, for a message.
[[nodiscard]] std::string grant_names();

}  // namespace goto_token
