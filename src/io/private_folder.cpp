#include "goto_token/io/private_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;
constexpr mode_t kOthers = 0077;

std::string quoted(const std::string& path) {
  return "'" + printable(path) + "'";
}

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

[[noreturn]] void fail(const std::string& what, const std::string& hint) {
  throw Error(ExitCode::TokenStore, what, hint);
}

/// Fails for a file or folder that others can own, write or read.
void require_private(const struct stat& status, const std::string& path, mode_t mode) {
  if (status.st_uid != ::geteuid()) {
    fail("the token store " + quoted(path) + " belongs to another user",
         "remove it, or set XDG_STATE_HOME to a folder of yours");
  }
  if ((status.st_mode & kOthers) != 0) {
    std::array<char, 8> octal = {};
    std::snprintf(octal.data(), octal.size(), "%o", mode);
    fail("the token store " + quoted(path) + " is open to other users",
         "chmod " + std::string(octal.data()) + " " + printable(path));
  }
}

FileDescriptor open_folder(const std::string& path) {
  return FileDescriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

[[noreturn]] void fail_to_open(const std::string& path, int error_number) {
  const bool link = error_number == ELOOP || error_number == ENOTDIR;
  fail("cannot open the token store " + quoted(path) + ": " +
           (link ? "it is a link or no folder" : reason(error_number)),
       link ? "remove it, or set XDG_STATE_HOME" : "");
}

/// Creates a folder and those above it. Existing ones stay as they are.
void make_folders(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    ::mkdir(path.substr(0, slash).c_str(), kFolderMode);
  }
  if (::mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    fail("cannot make the token store " + quoted(path) + ": " + reason(errno),
         "set XDG_STATE_HOME to a folder that can be written");
  }
}

}  // namespace

std::optional<PrivateFolder> PrivateFolder::open(const std::string& path) {
  FileDescriptor folder = open_folder(path);
  if (!folder.is_open()) {
    if (errno == ENOENT) {
      return std::nullopt;
    }
    fail_to_open(path, errno);
  }
  struct stat status = {};
  if (::fstat(folder.number(), &status) != 0) {
    fail_to_open(path, errno);
  }
  require_private(status, path, kFolderMode);
  return PrivateFolder(std::move(folder), path);
}

PrivateFolder PrivateFolder::create(const std::string& path) {
  make_folders(path);
  auto folder = open(path);
  if (!folder) {
    fail_to_open(path, ENOENT);
  }
  return *std::move(folder);
}

std::optional<std::string> PrivateFolder::read(const std::string& name) const {
  // Non-blocking, so that a pipe in the place of the file cannot block the program.
  const FileDescriptor file(
      ::openat(folder_.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) {
      return std::nullopt;
    }
    fail_to("read", name, errno);
  }
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) {
    fail_to("read", name, errno);
  }
  if (!S_ISREG(status.st_mode)) {
    fail_to("read", name, ELOOP);
  }
  require_private(status, path_ + "/" + name, kFileMode);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > kLargestFile) {
    fail_to("read", name, EFBIG);
  }
  std::string contents(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::read(file.number(), contents.data() + filled, size - filled);
    if (count < 0 && errno != EINTR) {
      fail_to("read", name, errno);
    }
    if (count == 0) {
      break;  // files are replaced, never shortened; the parser reports it
    }
    filled += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  contents.resize(filled);
  return contents;
}

void PrivateFolder::replace(const std::string& name, std::string_view contents) const {
  const std::string fresh = name + ".new";
  write_new(fresh, contents);
  if (::renameat(folder_.number(), fresh.c_str(), folder_.number(), name.c_str()) != 0) {
    const int error_number = errno;
    ::unlinkat(folder_.number(), fresh.c_str(), 0);
    fail_to("replace", name, error_number);
  }
  ::fsync(folder_.number());  // so that the new name, too, survives a loss of power
}

void PrivateFolder::erase(const std::string& name) const {
  if (::unlinkat(folder_.number(), name.c_str(), 0) != 0 && errno != ENOENT) {
    fail_to("erase", name, errno);
  }
  ::unlinkat(folder_.number(), (name + ".new").c_str(), 0);
  ::fsync(folder_.number());
}

std::optional<FileLock> PrivateFolder::try_lock(const std::string& name) const {
  const std::string lock_name = name + ".lock";
  FileDescriptor file(::openat(folder_.number(), lock_name.c_str(),
                               O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, kFileMode));
  if (!file.is_open()) {
    fail_to("lock", lock_name, errno);
  }
  if (::flock(file.number(), LOCK_EX | LOCK_NB) == 0) {
    return FileLock{std::move(file)};
  }
  if (errno != EWOULDBLOCK && errno != EINTR) {
    fail_to("lock", lock_name, errno);
  }
  return std::nullopt;
}

void PrivateFolder::check_writable(const std::string& name) const {
  const std::string fresh = name + ".new";
  write_new(fresh, "{}");
  ::unlinkat(folder_.number(), fresh.c_str(), 0);
  // rename(2) replaces anything but a folder by a file.
  struct stat status = {};
  if (::fstatat(folder_.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISDIR(status.st_mode)) {
    fail_to("replace", name, EISDIR);
  }
}

void PrivateFolder::write_new(const std::string& name, std::string_view contents) const {
  // A writer that was killed may have left one. We hold the lock now.
  ::unlinkat(folder_.number(), name.c_str(), 0);
  const FileDescriptor file(::openat(folder_.number(), name.c_str(),
                                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!file.is_open()) {
    fail_to("write", name, errno);
  }
  const int failure = write_all(file.number(), contents);
  if (failure != 0 || ::fsync(file.number()) != 0) {
    const int error_number = failure != 0 ? failure : errno;
    ::unlinkat(folder_.number(), name.c_str(), 0);
    fail_to("write", name, error_number);
  }
}

void PrivateFolder::fail_to(const std::string& action, const std::string& name, int error_number) const {
  const std::string path = path_ + "/" + name;
  const bool link = error_number == ELOOP || error_number == EISDIR;
  fail("cannot " + action + " the token store " + quoted(path) + ": " +
           (link ? "it is a link or no plain file" : reason(error_number)),
       link ? "remove it and log in again" : "");
}

}  // namespace goto_token
