#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

namespace goto_token {

/// What a file held, and who else may see it. The text may be a secret.
struct FileContents {
  std::string text;
  bool others_can_read;  ///< A regular file whose mode lets its group or everybody read it.
};

/// Why a file could not be read.
struct FileFailure {
  int error_number;  ///< errno; EFBIG when it is larger than allowed.
};

/// Reads a whole file, or a pipe to its end.
/// @param most bytes allowed.
[[nodiscard]] std::variant<FileContents, FileFailure> read_file(const std::string& path, std::size_t most);

/// Whether `path` leads to something that can be read as a file: anything there but a directory.
[[nodiscard]] bool is_file(const std::string& path) noexcept;

}  // namespace goto_token
