#include "goto_token/io/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

std::variant<FileContents, FileFailure> read_file(const std::string& path, std::size_t most) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  struct stat status = {};
  if (!file.is_open() || ::fstat(file.number(), &status) != 0) {
    return FileFailure{errno};
  }
  const bool others_can_read = S_ISREG(status.st_mode) && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
  FileContents contents{{}, others_can_read};
  constexpr std::size_t kChunk = 4096;  // an env file fits, and start-up touches no further page
  std::array<char, kChunk> chunk = {};
  while (true) {
    const ssize_t count = ::read(file.number(), chunk.data(), chunk.size());
    if (count < 0 && errno != EINTR) {
      return FileFailure{errno};
    }
    if (count == 0) {
      return contents;
    }
    const auto size = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    contents.text.append(chunk.data(), size);
    ::explicit_bzero(chunk.data(), size);  // it may hold a secret
    if (contents.text.size() > most) {
      return FileFailure{EFBIG};
    }
  }
}

bool is_file(const std::string& path) noexcept {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

}  // namespace goto_token
