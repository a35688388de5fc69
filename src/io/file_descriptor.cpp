#include "goto_token/io/file_descriptor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace goto_token {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = std::exchange(other.fd_, kNone);
  }
  return *this;
}

void FileDescriptor::close() noexcept {
  if (is_open()) {
    ::close(std::exchange(fd_, kNone));
  }
}

int reserve_room(int fd, std::size_t room) noexcept {
  int failure = EINTR;
  while (failure == EINTR) {
    failure = ::posix_fallocate(fd, 0, static_cast<off_t>(room));
  }
  return failure == EOPNOTSUPP || failure == ENOSYS || failure == EINVAL ? 0 : failure;
}

bool is_readable(int fd) noexcept {
  pollfd readable = {.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&readable, 1, 0) > 0;
}

bool is_writable(int fd) noexcept {
  pollfd writable = {.fd = fd, .events = POLLOUT, .revents = 0};
  return ::poll(&writable, 1, 0) > 0 && (writable.revents & POLLOUT) != 0;
}

int write_all(int fd, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t count = retry_interrupted([&] { return ::write(fd, text.data(), text.size()); });
    if (count < 0 && errno == EAGAIN) {
      // Another process that shares the descriptor has made it non-blocking.
      pollfd writable = {.fd = fd, .events = POLLOUT, .revents = 0};
      ::poll(&writable, 1, -1);
    } else if (count < 0) {
      return errno;
    }
    text.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  return 0;
}

}  // namespace goto_token
