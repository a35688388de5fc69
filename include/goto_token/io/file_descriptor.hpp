#pragma once

#include <string_view>
#include <utility>

namespace goto_token {

/// Owns a file descriptor and closes it.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) noexcept : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, kNone)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() { close(); }

  /// The number that system calls take; -1 when there is none, which poll(2) passes over.
  [[nodiscard]] int number() const noexcept { return fd_; }
  /// Whether there is a descriptor.
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  /// Gives the descriptor away: whoever gets the number closes it.
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, kNone); }
  /// Closes it now; nothing happens when there is none.
  void close() noexcept;

 private:
  static constexpr int kNone = -1;
  int fd_ = kNone;
};

/// Whether there is something to read from the descriptor, be it its end.
[[nodiscard]] bool is_readable(int fd) noexcept;

/// Writes all of `text` to the descriptor, however many writes it takes.
/// @returns 0, or the errno of the write that failed.
int write_all(int fd, std::string_view text) noexcept;

}  // namespace goto_token
