#pragma once

#include <cstddef>
#include <utility>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A lock between processes. Released with this object, or by the kernel when the process dies.
///
/// The file that is locked holds nothing but room on disk: it is given up for the file that the lock is for
/// when the disk is full.
class FileLock {
 public:
  /// @param file is locked.
  explicit FileLock(FileDescriptor file) : file_(std::move(file)) {}

  /// Makes sure that so much room is set aside, in bytes, if the disk has it.
  void set_room_aside(std::size_t room) const noexcept;

  /// Gives up the room that was set aside. @returns whether there was any.
  bool give_up_room() const noexcept;

 private:
  FileDescriptor file_;
};

/// Bytes that the file takes on disk; 0 for none.
[[nodiscard]] std::size_t room_of(int fd) noexcept;

/// Takes (`LOCK_EX`, `LOCK_SH`) or releases (`LOCK_UN`) a lock without waiting. @returns 0, or -1 and errno.
int lock_file(int fd, int operation) noexcept;

}  // namespace goto_token
