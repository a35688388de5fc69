#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/file_lock.hpp"

namespace goto_token {

/// A folder for secrets that outlive a run: only its owner may enter it, and only the owner may read its
/// files. Symbolic links are never followed. A folder or file that others can read or own is an error, and
/// stays as it is.
///
/// Every failure is an Error{TokenStore} that names the path, with a hint how to fix it.
class PrivateFolder {
 public:
  /// Bytes of the largest file that is read: a token response of 1 MiB fits, even if all of it is escaped.
  static constexpr std::size_t kLargestFile = 16UL * 1024UL * 1024UL;

  /// Names that are read of a folder: far more than anyone has logins.
  static constexpr std::size_t kMostNames = 10'000;

  /// Opens the folder; nullopt when it does not exist, or cannot be reached through the folders above it.
  [[nodiscard]] static std::optional<PrivateFolder> open(const std::string& path);

  /// Opens the folder, after creating it and missing folders above it (mode 0700).
  [[nodiscard]] static PrivateFolder create(const std::string& path);

  /// Checks without a trace that a folder that is missing could be created, and that files there can be
  /// locked.
  static void check_creatable(const std::string& path);

  /// Checks without a trace that files can be locked, and that `name` can be replaced by a file of `room`
  /// bytes. Where the file system cannot tell, that shows only later.
  void check_usable(const std::string& name, std::size_t room) const;

  /// The names of all that is in the folder, sorted.
  /// @throws Error also where there are more than `kMostNames`.
  [[nodiscard]] std::vector<std::string> names() const;

  /// The whole file; nullopt when it does not exist.
  [[nodiscard]] std::optional<std::string> read(const std::string& name) const;

  /// Whether there is a plain file of this name.
  [[nodiscard]] bool has_file(const std::string& name) const noexcept;

  /// Makes sure that a file can replace what has this name: rename(2) replaces anything but a folder.
  void require_replaceable(const std::string& name) const;

  /// Erases the file. Does nothing when there is none.
  void erase(const std::string& name) const;

  /// Renames a file, which replaces one of the new name in one step.
  void rename(const std::string& name, const std::string& new_name) const;

  /// Creates a file (mode 0600) that did not exist, and opens it for writing.
  [[nodiscard]] FileDescriptor create_file(const std::string& name) const;

  /// Opens the file for reading and writing; no descriptor where it is not there, no plain file, or one that
  /// others can read or own.
  [[nodiscard]] FileDescriptor open_file(const std::string& name) const noexcept;

  /// Cuts the file to so many bytes, and waits until it is on disk.
  void finish(const std::string& name, std::size_t size) const;

  /// Waits until the names in the folder are on disk. Where that fails, each file is whole all the same.
  void sync_names() const noexcept;

  /// Takes the lock that goes with `name`; nullopt while another process holds it.
  [[nodiscard]] std::optional<FileLock> try_lock(const std::string& name) const;

  /// Fails because of a file.
  /// @param action a verb, such as `read`.
  [[noreturn]] void fail_to(const std::string& action, const std::string& name, int error_number) const;

 private:
  PrivateFolder(FileDescriptor folder, std::string path)
      : folder_(std::move(folder)), path_(std::move(path)) {}

  [[nodiscard]] FileDescriptor open_lock(const std::string& lock_name, int flags) const noexcept;

  FileDescriptor folder_;
  std::string path_;
};

}  // namespace goto_token
