#include "goto_token/io/file_lock.hpp"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace goto_token {

void FileLock::set_room_aside(std::size_t room) const noexcept {
  if (room_of(file_.number()) < room) {
    static_cast<void>(reserve_room(file_.number(), room));
  }
}

bool FileLock::give_up_room() const noexcept {
  return room_of(file_.number()) > 0 &&
         retry_interrupted([this] { return ::ftruncate(file_.number(), 0); }) == 0;
}

std::size_t room_of(int fd) noexcept {
  constexpr std::size_t kBlock = 512;  // that of st_blocks, whatever the file system's is
  struct stat status = {};
  return ::fstat(fd, &status) == 0 ? static_cast<std::size_t>(status.st_blocks) * kBlock : 0;
}

int lock_file(int fd, int operation) noexcept {
  return retry_interrupted([&] { return ::flock(fd, operation | LOCK_NB); });
}

}  // namespace goto_token
