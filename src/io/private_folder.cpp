#include "goto_token/io/private_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/access.hpp"
#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/private_folder_hints.hpp"

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
/// @param folder that of the file, or the path itself.
void require_private(const struct stat& status, const std::string& path, const std::string& folder,
                     const char* mode) {
  if (status.st_uid != ::geteuid()) {
    fail("the token store " + quoted(path) + " belongs to another user", hint_for_owner(folder));
  }
  if ((status.st_mode & kOthers) != 0) {
    fail("the token store " + quoted(path) + " is open to other users", hint_to_take_from_others(path, mode));
  }
}

FileDescriptor open_folder(const std::string& path) {
  return FileDescriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

[[noreturn]] void fail_to_open(const std::string& path, int error_number) {
  const bool link = error_number == ELOOP || error_number == ENOTDIR;
  fail("cannot open the token store " + quoted(path) + ": " +
           (link ? "it is a link or no folder" : reason(error_number)),
       link ? "remove it, or set XDG_STATE_HOME" : hint_for(error_number, path));
}

[[noreturn]] void fail_to_make(const std::string& path, int error_number) {
  fail("cannot make the token store " + quoted(path) + ": " + reason(error_number), hint_for_missing(path));
}

/// Creates a folder. @returns 0, also where there is one, or else the errno.
int make_folder(const std::string& path) {
  const int result = retry_interrupted([&] { return ::mkdir(path.c_str(), kFolderMode); });
  return result == 0 || errno == EEXIST ? 0 : errno;
}

/// Creates a folder and those above it. Existing ones stay as they are.
void make_folders(const std::string& path) {
  int above = 0;
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const int failure = make_folder(path.substr(0, slash));
    above = above == 0 ? failure : above;
  }
  if (const int failure = make_folder(path); failure != 0) {
    fail_to_make(path, failure == ENOENT && above != 0 ? above : failure);
  }
}

std::string lock_of(const std::string& name) {
  return name + ".lock";
}

/// @returns 0 where the file system has locks, or else the errno.
int try_a_lock(int folder) {
  if (lock_file(folder, LOCK_SH) != 0) {
    return errno == EWOULDBLOCK ? 0 : errno;
  }
  lock_file(folder, LOCK_UN);
  return 0;
}

}  // namespace

std::optional<PrivateFolder> PrivateFolder::open(const std::string& path) {
  FileDescriptor folder = open_folder(path);
  struct stat status = {};
  if (!folder.is_open()) {
    const int error_number = errno;
    if (::lstat(path.c_str(), &status) != 0) {
      return std::nullopt;
    }
    if (status.st_uid != ::geteuid() && S_ISDIR(status.st_mode)) {
      require_private(status, path, path, "700");
    }
    fail_to_open(path, error_number);
  }
  if (::fstat(folder.number(), &status) != 0) {
    fail_to_open(path, errno);
  }
  require_private(status, path, path, "700");
  return PrivateFolder(std::move(folder), path);
}

PrivateFolder PrivateFolder::create(const std::string& path) {
  auto folder = open(path);  // usually it is there
  if (!folder) {
    make_folders(path);
    folder = open(path);
  }
  if (!folder) {
    fail_to_open(path, ENOENT);
  }
  return *std::move(folder);
}

void PrivateFolder::check_creatable(const std::string& path) {
  const std::string above = find_existing_folder(path);
  struct stat status = {};
  const bool is_folder = ::stat(above.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (!is_folder || ::faccessat(AT_FDCWD, above.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    fail_to_make(path, is_folder ? errno : ENOTDIR);
  }
  const FileDescriptor folder(::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (const int failure = folder.is_open() ? try_a_lock(folder.number()) : 0; failure != 0) {
    fail("cannot lock the token store " + quoted(path) + ": " + reason(failure), hint_for(failure, path));
  }
}

void PrivateFolder::check_usable(const std::string& name, std::size_t room) const {
  if (::faccessat(folder_.number(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
    fail_to("write", "", errno);
  }
  if (const int failure = try_a_lock(folder_.number()); failure != 0) {
    fail_to("lock", "", failure);
  }
  require_replaceable(name);
  const FileDescriptor set_aside = open_lock(lock_of(name), 0);
  if (!set_aside.is_open() && errno != ENOENT) {
    fail_to("lock", lock_of(name), errno);
  }
  // A file without a name. Some file systems have none.
  const FileDescriptor file(::openat(folder_.number(), ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, kFileMode));
  if (!file.is_open() && (errno == ENOSPC || errno == EDQUOT)) {
    fail_to("write", name, errno);  // no more files can be made
  }
  const int failure = file.is_open() ? reserve_room(file.number(), room) : 0;
  const bool is_full = failure == ENOSPC || failure == EDQUOT;
  if (failure != 0 && !(is_full && room_of(set_aside.number()) >= room)) {
    fail_to("write", name, failure);
  }
}

std::vector<std::string> PrivateFolder::names() const {
  FileDescriptor again(::openat(folder_.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::unique_ptr<DIR, void (*)(DIR*)> entries(again.is_open() ? ::fdopendir(again.number()) : nullptr,
                                                     [](DIR* opened) { ::closedir(opened); });
  if (entries == nullptr) {
    fail_to("read", "", errno);
  }
  static_cast<void>(again.release());  // closed with the entries
  std::vector<std::string> names;
  errno = 0;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread reads these entries
  while (const dirent* const entry = ::readdir(entries.get())) {
    const std::string_view name = static_cast<const char*>(entry->d_name);
    if (name == "." || name == "..") {
      continue;
    }
    if (names.size() == kMostNames) {
      fail("the token store " + quoted(path_) + " holds more than " + std::to_string(kMostNames) + " files",
           "remove what goto-token did not put there");
    }
    names.emplace_back(name);
  }
  if (errno != 0) {
    fail_to("read", "", errno);
  }
  std::sort(names.begin(), names.end());
  return names;
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
  require_private(status, path_ + "/" + name, path_, "600");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > kLargestFile) {
    fail("the token store " + quoted(path_ + "/" + name) + " is larger than any login",
         "goto-token login replaces it");
  }
  std::string contents(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::read(file.number(), contents.data() + filled, size - filled);
    if (count < 0 && errno != EINTR) {
      fail_to("read", name, errno);
    }
    if (count == 0) {
      break;  // it was just shortened; the parser tells
    }
    filled += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  contents.resize(filled);
  return contents;
}

bool PrivateFolder::has_file(const std::string& name) const noexcept {
  struct stat status = {};
  return ::fstatat(folder_.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISREG(status.st_mode);
}

void PrivateFolder::require_replaceable(const std::string& name) const {
  struct stat status = {};
  if (::fstatat(folder_.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISDIR(status.st_mode)) {
    fail_to("replace", name, EISDIR);
  }
}

void PrivateFolder::erase(const std::string& name) const {
  if (retry_interrupted([&] { return ::unlinkat(folder_.number(), name.c_str(), 0); }) != 0 &&
      errno != ENOENT) {
    fail_to("erase", name, errno);
  }
}

void PrivateFolder::rename(const std::string& name, const std::string& new_name) const {
  const int folder = folder_.number();
  if (retry_interrupted([&] { return ::renameat(folder, name.c_str(), folder, new_name.c_str()); }) != 0) {
    fail_to("replace", new_name, errno);
  }
  sync_names();  // so that the new name, too, survives a loss of power
}

FileDescriptor PrivateFolder::create_file(const std::string& name) const {
  FileDescriptor file(retry_interrupted([&] {
    return ::openat(folder_.number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    kFileMode);
  }));
  if (!file.is_open()) {
    fail_to("write", name, errno);
  }
  return file;
}

void PrivateFolder::finish(const std::string& name, std::size_t size) const {
  const FileDescriptor file = open_file(name);
  if (!file.is_open() ||
      retry_interrupted([&] { return ::ftruncate(file.number(), static_cast<off_t>(size)); }) != 0 ||
      retry_interrupted([&] { return ::fsync(file.number()); }) != 0) {
    fail_to("sync", name, errno);
  }
}

void PrivateFolder::sync_names() const noexcept {
  static_cast<void>(retry_interrupted([&] { return ::fsync(folder_.number()); }));
}

FileDescriptor PrivateFolder::open_lock(const std::string& lock_name, int flags) const noexcept {
  return FileDescriptor(retry_interrupted([&] {
    return ::openat(folder_.number(), lock_name.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | flags,
                    kFileMode);
  }));
}

FileDescriptor PrivateFolder::open_file(const std::string& name) const noexcept {
  FileDescriptor file(retry_interrupted([&] {
    return ::openat(folder_.number(), name.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  }));
  struct stat status = {};
  const bool is_private = file.is_open() && ::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) &&
                          status.st_uid == ::geteuid() && (status.st_mode & kOthers) == 0;
  return is_private ? std::move(file) : FileDescriptor();
}

std::optional<FileLock> PrivateFolder::try_lock(const std::string& name) const {
  const std::string lock_name = lock_of(name);
  FileDescriptor file = open_lock(lock_name, O_CREAT);
  if (!file.is_open()) {
    fail_to("lock", lock_name, errno);
  }
  if (lock_file(file.number(), LOCK_EX) == 0) {
    return FileLock(std::move(file));
  }
  if (errno != EWOULDBLOCK) {
    fail_to("lock", lock_name, errno);
  }
  return std::nullopt;
}

void PrivateFolder::fail_to(const std::string& action, const std::string& name, int error_number) const {
  const std::string path = name.empty() ? path_ : path_ + "/" + name;
  const bool link = error_number == ELOOP || error_number == EISDIR;
  fail("cannot " + action + " the token store " + quoted(path) + ": " +
           (link ? "it is a link or no plain file" : reason(error_number)),
       hint_for(error_number, path));
}

}  // namespace goto_token
