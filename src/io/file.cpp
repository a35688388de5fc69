#include "goto_token/io/file.hpp"

#include <endian.h>
#include <fcntl.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <system_error>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {
namespace {

/// An access control list as Linux keeps it beside a file.
struct AccessControlList {
  static constexpr std::size_t kMostEntries = 256;
  posix_acl_xattr_header header;
  std::array<posix_acl_xattr_entry, kMostEntries> entries;
};

/// Whether the file's access control list lets only its owner and this user read it. Where a file has such a
/// list, the group's bits of its mode are the most that the list gives to anyone (acl(5)). So a credential of
/// systemd's seems to be readable by its group, and is by its service alone.
bool is_listed_for_user_alone(const std::string& path) noexcept {
  AccessControlList list = {};
  const ssize_t size = ::getxattr(path.c_str(), "system.posix_acl_access", &list, sizeof list);
  if (size < static_cast<ssize_t>(sizeof list.header)) {
    return false;
  }
  const auto count = (static_cast<std::size_t>(size) - sizeof list.header) / sizeof list.entries[0];
  return std::none_of(list.entries.begin(),
                      std::next(list.entries.begin(), static_cast<std::ptrdiff_t>(count)),
                      [](const posix_acl_xattr_entry& entry) {
                        const unsigned tag = le16toh(entry.e_tag);
                        const bool of_others = tag == ACL_GROUP_OBJ || tag == ACL_GROUP || tag == ACL_OTHER ||
                                               (tag == ACL_USER && le32toh(entry.e_id) != ::geteuid());
                        return of_others && (le16toh(entry.e_perm) & ACL_READ) != 0;
                      });
}

bool is_readable_by_others(const std::string& path, const struct stat& status) noexcept {
  return S_ISREG(status.st_mode) && (status.st_mode & (S_IRGRP | S_IROTH)) != 0 &&
         !is_listed_for_user_alone(path);
}

}  // namespace

std::string explain(const FileFailure& failure) {
  return failure.error_number == 0
             ? "nothing came from it within " + std::to_string(kPipePatience.count()) + " seconds"
             : std::generic_category().message(failure.error_number);
}

std::variant<FileContents, FileFailure> read_file(const std::string& path, std::size_t most,
                                                  std::chrono::milliseconds patience) {
  // Without O_NONBLOCK, to open a FIFO would wait for a writer. A regular file knows no difference.
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat status = {};
  if (!file.is_open() || ::fstat(file.number(), &status) != 0) {
    return FileFailure{errno};
  }
  const bool regular = S_ISREG(status.st_mode);
  FileContents contents{{}, is_readable_by_others(path, status)};
  constexpr std::size_t kChunk = 4096;  // an env file fits, and start-up touches no further page
  std::array<char, kChunk> chunk = {};
  while (true) {
    // poll(2) waits for the first writer of a FIFO, where read(2) would report the end at once.
    if (!regular && !wait_for({file.number(), POLLIN, 0}, wait_with_poll, Clock::now() + patience)) {
      return FileFailure{};
    }
    const ssize_t count = ::read(file.number(), chunk.data(), chunk.size());
    if (count < 0 && !would_block(errno)) {
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

bool can_others_read(const std::string& path) noexcept {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && is_readable_by_others(path, status);
}

bool is_file(const std::string& path) noexcept {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

bool is_dangling_link(const std::string& path) noexcept {
  struct stat status = {};
  return ::stat(path.c_str(), &status) != 0 && errno == ENOENT && ::lstat(path.c_str(), &status) == 0;
}

bool is_regular_file(const std::string& path) noexcept {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace goto_token
