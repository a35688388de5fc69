#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A lock that other processes see. Given up when this object goes, and by the kernel when the process dies.
class FileLock {
 public:
  explicit FileLock(FileDescriptor locked) : locked_(std::move(locked)) {}

 private:
  FileDescriptor locked_;
};

/// A folder that only its owner may enter, and files in it that only the owner may read: the place for
/// secrets that outlive a run. Nothing is ever reached through a symbolic link, and what others can read or
/// own is refused, not mended.
///
/// Every failure is an Error{TokenStore} that names the path and how to mend it.
class PrivateFolder {
 public:
  /// Bytes of the largest file that is read: room for a token response of 1 MiB whose numbers got longer when
  /// they were written out again.
  static constexpr std::size_t kLargestFile = 8UL * 1024UL * 1024UL;

  /// Opens the folder; nullopt when it does not exist.
  [[nodiscard]] static std::optional<PrivateFolder> open(const std::string& path);

  /// Opens the folder, after making it (mode 0700) and the folders above it where they are missing.
  [[nodiscard]] static PrivateFolder create(const std::string& path);

  /// The whole file; nullopt when it does not exist.
  [[nodiscard]] std::optional<std::string> read(const std::string& name) const;

  /// Puts `contents` in the place of the file (mode 0600) in one step: written beside it, synced, renamed.
  /// Whatever happens, there is the old file or the new one, whole. The caller holds the lock of `name`.
  void replace(const std::string& name, std::string_view contents) const;

  /// Erases the file; nothing happens when there is none. The caller holds the lock of `name`.
  void erase(const std::string& name) const;

  /// Takes the lock that goes with `name`; nullopt while another process holds it.
  [[nodiscard]] std::optional<FileLock> try_lock(const std::string& name) const;

  /// Makes sure that `name` can be replaced, by writing a file beside it and erasing that. The caller holds
  /// its lock.
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
