#pragma once

#include <cerrno>
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

  /// The number for system calls; -1, which poll(2) ignores, when there is none.
  [[nodiscard]] int number() const noexcept { return fd_; }
  /// Whether there is a descriptor.
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  /// Gives the descriptor away: the caller closes it.
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, kNone); }
  /// Closes it now. Does nothing when there is none.
  void close() noexcept;

 private:
  static constexpr int kNone = -1;
  int fd_ = kNone;
};

/// Reserves room on disk for a file. Where the file system cannot do that, there is nothing to be reserved.
/// @param room bytes. @returns 0, or the errno why it cannot be had.
int reserve_room(int fd, std::size_t room) noexcept;

/// Whether reading from the descriptor would not block: there is input, or its end.
[[nodiscard]] bool is_readable(int fd) noexcept;

/// Whether the descriptor takes output: not a terminal after Ctrl+S, and not a full pipe. Safe in a signal
/// handler.
[[nodiscard]] bool is_writable(int fd) noexcept;

/// Repeats a system call as long as a signal interrupts it (EINTR). Not for close(2), which has closed then.
/// @returns the result of the last call, with its errno.
template <typename Call>
auto retry_interrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) {
    result = call();
  }
  return result;
}

/// Writes all of `text` to the descriptor, with as many writes as that takes.
/// @returns 0, or the errno of the write that failed.
int write_all(int fd, std::string_view text) noexcept;

}  // namespace goto_token
