#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goto_token {

/// The program that a name means: itself where it holds a slash, else the first of this name in the folders
/// of `path`, which is what PATH holds. Nullopt when there is none that may be run.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name, std::string_view path);

/// Whether files can be made in the folder, as far as that shows without making any.
[[nodiscard]] bool is_writable_folder(const std::string& path) noexcept;

/// The folder itself, or the nearest one above it that exists.
[[nodiscard]] std::string find_existing_folder(std::string path);

}  // namespace goto_token
