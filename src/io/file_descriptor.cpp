#include "goto_token/io/file_descriptor.hpp"

#include <unistd.h>

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

}  // namespace goto_token
