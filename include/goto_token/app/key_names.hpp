#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goto_token {

/// Whether a run looks at a key of this name, in the environment or in the env file.
[[nodiscard]] bool is_known_key(std::string_view name);

/// Whether the key's value is a secret, which `KEY_FILE` may stand in for.
[[nodiscard]] bool is_secret_key(std::string_view name);

/// The key that whoever wrote `name` may have meant: one that differs in the case of letters, in what stands
/// between the words, or in at most two slips of the pen. Nullopt for what resembles none, and for a key
/// itself.
[[nodiscard]] std::optional<std::string_view> find_similar_key(std::string_view name);

/// Whether `name` is a variable that counts only in the process environment: an env file found in a folder
/// can't name a program to run, a proxy or a place for secrets.
[[nodiscard]] bool is_environment_only(std::string_view name);

}  // namespace goto_token
