#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A lock between processes. Released with this object, or by the kernel when the process dies.
struct FileLock {
  FileDescriptor locked;
};

/// A folder for secrets that outlive a run: only its owner may enter it, and only the owner may read its
/// files. Symbolic links are never followed. A folder or file that others can read or own is an error, and
/// stays as it is.
///
/// Every failure is an Error{TokenStore} that names the path, with a hint how to fix it.
class PrivateFolder {
 public:
  /// Bytes of the largest file that is read: a token response of 1 MiB fits, even if its numbers were written
  /// out longer.
  static constexpr std::size_t kLargestFile = 8UL * 1024UL * 1024UL;

  /// Opens the folder; nullopt when it does not exist.
  [[nodiscard]] static std::optional<PrivateFolder> open(const std::string& path);

  /// Opens the folder, after creating it and missing folders above it (mode 0700).
  [[nodiscard]] static PrivateFolder create(const std::string& path);

  /// The whole file; nullopt when it does not exist.
  [[nodiscard]] std::optional<std::string> read(const std::string& name) const;

  /// Replaces the file (mode 0600) in one step: writes a file beside it, syncs and renames it. At any moment
  /// there is the whole old file or the whole new one. The caller holds the lock of `name`.
  void replace(const std::string& name, std::string_view contents) const;

  /// Erases the file. Does nothing when there is none. The caller holds the lock of `name`.
  void erase(const std::string& name) const;

  /// Takes the lock that goes with `name`; nullopt while another process holds it.
  [[nodiscard]] std::optional<FileLock> try_lock(const std::string& name) const;

  /// Checks that `name` can be replaced: writes a file beside it and erases that. The caller holds the lock
  /// of `name`.
  void check_writable(const std::string& name) const;

 private:
  PrivateFolder(FileDescriptor folder, std::string path)
      : folder_(std::move(folder)), path_(std::move(path)) {}

  void write_new(const std::string& name, std::string_view contents) const;
  /// @param action a verb, such as `read`.
  [[noreturn]] void fail_to(const std::string& action, const std::string& name, int error_number) const;

  FileDescriptor folder_;
  std::string path_;
};

}  // namespace goto_token
