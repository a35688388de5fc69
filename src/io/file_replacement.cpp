#include "goto_token/io/file_replacement.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "goto_token/base/error.hpp"
#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {
namespace {

bool is_full(int failure) {
  return failure == ENOSPC || failure == EDQUOT;
}

}  // namespace

FileReplacement::FileReplacement(const PrivateFolder& folder, const std::string& name, std::size_t room,
                                 const FileLock& lock)
    : folder_(folder), name_(name), room_(room), lock_(lock) {
  folder_.require_replaceable(name_);
  folder_.erase(name_of(name_));
  file_ = folder_.create_file(name_of(name_));
  int failure = reserve_room(file_.number(), room_);
  if (is_full(failure) && lock_.give_up_room()) {
    failure = reserve_room(file_.number(), room_);
  }
  if (failure != 0) {
    try {
      folder_.erase(name_of(name_));
    } catch (const Error&) {
      // That there is no room is the better reason.
    }
    lock_.set_room_aside(room_);
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
    lock_.set_room_aside(room_);
  }
}

void FileReplacement::write_sign() {
  if (retry_interrupted([this] { return ::pwrite(file_.number(), "?", 1, 0); }) != 1) {
    folder_.fail_to("write", name_of(name_), errno);
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
  lock_.set_room_aside(room_);  // the old file has left some
}

}  // namespace goto_token
