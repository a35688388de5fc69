#include "goto_token/io/file_replacement.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "goto_token/base/error.hpp"
#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {
namespace {

/// Reserves room on disk. @returns 0, or the errno why it cannot be had.
int reserve(int file, std::size_t room) noexcept {
  int failure = EINTR;
  while (failure == EINTR) {
    failure = ::posix_fallocate(file, 0, static_cast<off_t>(room));
  }
  // Some file systems cannot reserve anything. Whether there is room shows when the file is written.
  return failure == EOPNOTSUPP || failure == ENOSYS || failure == EINVAL ? 0 : failure;
}

}  // namespace

FileReplacement::FileReplacement(const PrivateFolder& folder, const std::string& name, std::size_t room)
    : folder_(folder), name_(name) {
  folder_.require_replaceable(name_);
  folder_.erase(name_of(name_));
  file_ = folder_.create_file(name_of(name_));
  if (const int failure = reserve(file_.number(), room); failure != 0) {
    try {
      folder_.erase(name_of(name_));
    } catch (const Error&) {
      // That there is no room is the better reason.
    }
    folder_.fail_to("write", name_of(name_), failure);
  }
}

FileReplacement::~FileReplacement() {
  if (is_ours_) {
    try {
      folder_.erase(name_of(name_));
    } catch (const std::exception&) {
      // The next one who takes the lock erases it.
    }
  }
}

void FileReplacement::write(std::string_view contents) {
  const int file = file_.number();
  if (retry_interrupted([&] { return ::lseek(file, 0, SEEK_SET); }) < 0) {
    folder_.fail_to("write", name_of(name_), errno);
  }
  if (const int failure = write_all(file, contents); failure != 0) {
    folder_.fail_to("write", name_of(name_), failure);
  }
  // Behind the contents there still is what was reserved.
  if (retry_interrupted([&] { return ::ftruncate(file, static_cast<off_t>(contents.size())); }) != 0) {
    folder_.fail_to("write", name_of(name_), errno);
  }
  leave();
}

void FileReplacement::put_in_place() {
  if (retry_interrupted([&] { return ::fsync(file_.number()); }) != 0) {
    folder_.fail_to("sync", name_of(name_), errno);
  }
  folder_.rename(name_of(name_), name_);
}

}  // namespace goto_token
