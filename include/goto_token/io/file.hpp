#pragma once

#include <cstddef>
#include <string>
#include <variant>

namespace goto_token {

/// The contents of a file, and whether others may read it. The text may be a secret.
struct FileContents {
  std::string text;
  bool others_can_read;  ///< A regular file with read permission for its group or all users.
};

/// Why a file could not be read.
struct FileFailure {
  int error_number;  ///< errno; EFBIG for a file that is larger than allowed.
};

/// Reads a whole file, or a pipe to its end.
/// @param most bytes allowed.
[[nodiscard]] std::variant<FileContents, FileFailure> read_file(const std::string& path, std::size_t most);

/// Whether `path` names something that is not a directory.
[[nodiscard]] bool is_file(const std::string& path) noexcept;

}  // namespace goto_token
