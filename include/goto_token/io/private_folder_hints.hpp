#pragma once

#include <string>

namespace goto_token {

/// What to do about a folder for secrets, or a file in it, that cannot be used.
/// @{
/// @param error_number errno of the call that failed.
[[nodiscard]] std::string hint_for(int error_number, const std::string& path);

/// For a folder that belongs to another user.
[[nodiscard]] std::string hint_for_owner(const std::string& folder);

/// For a folder that cannot be made.
[[nodiscard]] std::string hint_for_missing(const std::string& path);

/// For a file or folder that others can read.
/// @param mode of chmod.
[[nodiscard]] std::string hint_to_take_from_others(const std::string& path, const char* mode = "600");

/// A command with a path behind it, or what to do without one where the path cannot be shown as it is.
[[nodiscard]] std::string hint_to_run(const std::string& command, const std::string& path,
                                      const std::string& otherwise);
/// @}

}  // namespace goto_token
