#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/private_folder.hpp"

namespace goto_token {

/// The new version of a file in a private folder. It is written beside the old one, as `NAME.new`, and then
/// renamed: at any moment there is the whole old file or the whole new one.
///
/// Every failure is an Error{TokenStore}.
class FileReplacement {
 public:
  /// The name of the file that is to replace `name`.
  [[nodiscard]] static std::string name_of(const std::string& name) { return name + ".new"; }

  /// Creates the new file and reserves room for it on disk: from what is free, or else what the lock has set
  /// aside. A file that was left there is replaced, but not one with a sign: that stays, and gets more room.
  /// @param room bytes. That many can be written even if the disk becomes full.
  /// @param lock that of `name`.
  FileReplacement(const PrivateFolder& folder, std::string name, std::size_t room, const FileLock& lock);
  FileReplacement(const FileReplacement&) = delete;
  FileReplacement& operator=(const FileReplacement&) = delete;
  /// Erases the new file, unless it was written, renamed or left, or had a sign before. The lock then has its
  /// room again.
  ~FileReplacement();

  /// Writes a sign into the reserved room: more is under way than a reservation. Contents take its place.
  /// @param sign begins with a byte that is not zero.
  void write_sign(std::string_view sign);

  /// Whether this text, of a new file, is a sign or a part of contents, and not reserved room alone.
  [[nodiscard]] static bool has_sign(std::string_view text) noexcept {
    return !text.empty() && text.front() != '\0';
  }

  /// Writes the whole contents, in place of what an earlier call may have written.
  void write(std::string_view contents);

  /// Syncs the new file and renames it. When that fails it stays beside the old one, as it was written. The
  /// lock sets room aside for the next time.
  void put_in_place();

  /// Leaves the new file as it is.
  void leave() noexcept { is_ours_ = false; }

 private:
  void open_file();
  void give_up() noexcept;

  const PrivateFolder& folder_;
  std::string name_;
  std::size_t room_;
  const FileLock& lock_;
  FileDescriptor file_;
  std::size_t written_ = 0;  ///< Bytes that may hold contents.
  bool is_ours_ = true;
};

}  // namespace goto_token
