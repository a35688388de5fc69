#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/secret.hpp"
#include "goto_token/tokens/stored_login.hpp"

namespace goto_token {

/// What the store's file says of a login whose secrets a credential helper keeps.
struct LoginElsewhere {
  std::string credential_helper;  ///< The name of the helper.
};

/// What a stored text holds: a login, or where it is. Monostate for anything else, and for a login with
/// another key.
using StoredText = std::variant<std::monostate, StoredLogin, LoginElsewhere>;

/// The login as one line of JSON; parse_login reads it back. Holds secrets.
[[nodiscard]] Secret format_login(const StoredLogin& login);

/// What the store's file says of a login that a credential helper keeps: all but the secrets, as one line of
/// JSON.
[[nodiscard]] std::string format_login_elsewhere(const StoredLogin& login,
                                                 const std::string& credential_helper);

/// The bytes of a stored text without the zero bytes at its end.
[[nodiscard]] std::size_t size_of_login(std::string_view text);

/// Reads what format_login and format_login_elsewhere wrote, and what version 0.1.0 wrote. Zero bytes at the
/// end do not count: the room that was reserved for a file, and not used.
[[nodiscard]] StoredText parse_login(std::string_view text, const LoginKey& key);

/// Whose login a stored text holds, or tells the place of; nullopt where it does not say so. It may be
/// damaged all the same.
[[nodiscard]] std::optional<LoginKey> find_login_key(std::string_view text);

/// Whether a text that parse_login does not read was written by a newer version of goto-token.
[[nodiscard]] bool is_newer_login(std::string_view text);

}  // namespace goto_token
