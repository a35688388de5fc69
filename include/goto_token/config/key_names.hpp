#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace goto_token {

/// The keys whose values are secrets, and which `KEY_FILE` may stand in for.
inline constexpr std::array<std::string_view, 3> kSecretKeys = {
    "OAUTH_CLIENT_SECRET", "OAUTH_PERSONAL_ACCESS_TOKEN", "OAUTH_REFRESH_TOKEN"};

/// Whether a run looks at a key of this name, in the environment or in the env file.
[[nodiscard]] bool is_known_key(std::string_view name);

/// Whether the key is one of kSecretKeys.
[[nodiscard]] bool is_secret_key(std::string_view name);

/// The key that whoever wrote `name` may have meant: one that differs in the case of letters, in what stands
/// between the words, or in at most two slips of the pen. Nullopt for what resembles none, and for a key
/// itself.
[[nodiscard]] std::optional<std::string_view> find_similar_key(std::string_view name);

/// Whether `name` is a variable that counts only in the process environment: an env file found in a folder
/// can't name a program to run, a proxy or a place for secrets.
[[nodiscard]] bool is_environment_only(std::string_view name);

}  // namespace goto_token
