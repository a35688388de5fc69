#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/private_folder.hpp"

namespace goto_token {

/// The new version of a file in a private folder. It is written beside the old one, as `NAME.new`, and then
/// renamed: at any moment there is the whole old file or the whole new one. The caller holds the lock of
/// `name`.
///
/// Every failure is an Error{TokenStore}.
class FileReplacement {
 public:
  /// The name of the file that is to replace `name`.
  [[nodiscard]] static std::string name_of(const std::string& name) { return name + ".new"; }

  /// Creates the new file in place of one that was left there, and reserves room for it on disk.
  /// @param room bytes. Less than that can later be written although the disk is full.
  FileReplacement(const PrivateFolder& folder, const std::string& name, std::size_t room);
  FileReplacement(const FileReplacement&) = delete;
  FileReplacement& operator=(const FileReplacement&) = delete;
  /// Erases the new file, unless it was written, renamed or left.
  ~FileReplacement();

  /// Writes the whole contents, in place of what an earlier call may have written.
  void write(std::string_view contents);

  /// Syncs the new file and renames it. When that fails it stays beside the old one, as it was written.
  void put_in_place();

  /// Leaves the new file as it is.
  void leave() noexcept { is_ours_ = false; }

 private:
  const PrivateFolder& folder_;
  std::string name_;
  FileDescriptor file_;
  bool is_ours_ = true;
};

}  // namespace goto_token
