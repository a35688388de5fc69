#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <variant>

namespace goto_token {

/// How long a pipe may have nothing to read. What a shell makes for `<(COMMAND)` is written to sooner; a pipe
/// that no process writes to would hold up the run for ever.
inline constexpr std::chrono::seconds kPipePatience{2};

/// The contents of a file, and whether others may read it. The text may be a secret.
struct FileContents {
  std::string text;
  bool others_can_read;  ///< As `can_others_read` says.
};

/// Why a file could not be read.
struct FileFailure {
  int error_number = 0;  ///< errno; EFBIG for a file that is larger than allowed; 0 where nothing came.
};

/// The failure in a few words, for the end of a message.
[[nodiscard]] std::string explain(const FileFailure& failure);

/// Reads a whole file, or a pipe to its end.
/// @param most bytes allowed.
/// @param patience how long what is no regular file may have nothing to read, each time.
[[nodiscard]] std::variant<FileContents, FileFailure> read_file(
    const std::string& path, std::size_t most, std::chrono::milliseconds patience = kPipePatience);

/// Whether `path` names a regular file with read permission for its group, all users, or another user in its
/// access control list. Does not read the file.
[[nodiscard]] bool can_others_read(const std::string& path) noexcept;

/// Whether `path` names something that is not a directory.
[[nodiscard]] bool is_file(const std::string& path) noexcept;

/// Whether `path` names a symbolic link whose target is not there.
[[nodiscard]] bool is_dangling_link(const std::string& path) noexcept;

/// Whether `path` names a regular file, which can be read more than once.
[[nodiscard]] bool is_regular_file(const std::string& path) noexcept;

}  // namespace goto_token
