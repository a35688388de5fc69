#include "goto_token/io/file_replacement.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {
namespace {

bool is_full(int failure) {
  return failure == ENOSPC || failure == EDQUOT;
}

std::size_t size_of(int file) {
  struct stat status = {};
  return ::fstat(file, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

}  // namespace

FileReplacement::FileReplacement(const PrivateFolder& folder, std::string name, std::size_t room,
                                 const FileLock& lock)
    : folder_(folder), name_(std::move(name)), room_(room), lock_(lock) {
  folder_.require_replaceable(name_);
  open_file();
  int failure = reserve_room(file_.number(), room_);
  if (is_full(failure) && lock_.give_up_room()) {
    failure = reserve_room(file_.number(), room_);
  }
  if (failure != 0) {
    give_up();
    folder_.fail_to("write", name_of(name_), failure);
  }
}

FileReplacement::~FileReplacement() {
  give_up();
}

/// Opens the file that has a sign, which must not be lost for a moment; else creates one.
void FileReplacement::open_file() {
  const std::string new_name = name_of(name_);
  file_ = folder_.open_file(new_name);
  char first = '\0';
  if (file_.is_open() && ::pread(file_.number(), &first, 1, 0) == 1 && first != '\0') {
    is_ours_ = false;
    written_ = size_of(file_.number());
    return;
  }
  folder_.erase(new_name);
  file_ = folder_.create_file(new_name);
}

void FileReplacement::give_up() noexcept {
  if (!is_ours_) {
    return;
  }
  try {
    folder_.erase(name_of(name_));
  } catch (const std::exception&) {
    // The next one who takes the lock erases it.
  }
  lock_.set_room_aside(room_);
  leave();
}

void FileReplacement::write_sign(std::string_view sign) {
  const auto size = static_cast<ssize_t>(sign.size());
  if (retry_interrupted([&] { return ::pwrite(file_.number(), sign.data(), sign.size(), 0); }) != size) {
    folder_.fail_to("write", name_of(name_), errno);
  }
}

void FileReplacement::write(std::string_view contents) {
  const int file = file_.number();
  if (retry_interrupted([&] { return ::lseek(file, 0, SEEK_SET); }) < 0) {
    folder_.fail_to("write", name_of(name_), errno);
  }
  written_ = std::max(written_, contents.size());
  if (const int failure = write_all(file, contents); failure != 0) {
    folder_.fail_to("write", name_of(name_), failure);
  }
  // Zero bytes behind the contents do no harm, but the end of longer ones would.
  const auto size = static_cast<off_t>(contents.size());
  if (retry_interrupted([&] { return ::ftruncate(file, size); }) == 0) {
    written_ = contents.size();
  } else if (written_ > contents.size()) {
    folder_.fail_to("write", name_of(name_), errno);
  }
  leave();
}

void FileReplacement::put_in_place() {
  if (retry_interrupted([&] { return ::fsync(file_.number()); }) != 0) {
    folder_.fail_to("sync", name_of(name_), errno);
  }
  folder_.rename(name_of(name_), name_);
  lock_.set_room_aside(room_);  // the old file has left some
}

}  // namespace goto_token
