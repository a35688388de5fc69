#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goto_token {

/// Finds the program of this name: the name itself where it holds a slash, else the first match in the
/// folders of `path`. Nullopt when there is none that may be run.
/// @param path the value of PATH. An empty element is the current folder; an empty text has no element.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name, std::string_view path);

/// The same, but finds what is no folder, whether it may be run or not.
[[nodiscard]] std::optional<std::string> find_file(const std::string& name, std::string_view path);

/// Whether the permissions of the folder allow to create files. Creates none.
[[nodiscard]] bool is_writable_folder(const std::string& path) noexcept;

/// The folder itself where it exists, else the nearest one above it that does.
[[nodiscard]] std::string find_existing_folder(std::string path);

}  // namespace goto_token
