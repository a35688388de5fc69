#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// Checks without a trace that a file of this name can be created: nothing has the name, not even a link that
/// leads nowhere, and the permissions allow it.
/// @returns 0, or the errno why not; EEXIST where something has the name.
[[nodiscard]] int check_new_file(const std::string& path);

/// Creates a file that only its owner can read (mode 0600), and the folders above it (mode 0700). It appears
/// as a whole or not at all, and takes the place of nothing: not of a file that came meanwhile, nor of what a
/// link leads to. What was made on the way is removed where it fails.
/// @returns 0, or the errno why it failed; EEXIST where something has the name.
[[nodiscard]] int write_new_file(const std::string& path, std::string_view contents);

}  // namespace goto_token
