#include "goto_token/io/new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "goto_token/io/access.hpp"
#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
}

/// The folders that are made for a file; removed again unless they are kept.
class NewFolders {
 public:
  NewFolders() = default;
  NewFolders(const NewFolders&) = delete;
  NewFolders& operator=(const NewFolders&) = delete;
  ~NewFolders() {
    for (; !made_.empty(); made_.pop_back()) {
      ::rmdir(made_.back().c_str());
    }
  }

  /// Makes the folder and those above it. @returns 0, or the errno of the one that failed.
  int make(const std::string& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) == 0) {
      return 0;
    }
    if (const int failure = make(folder_of(path)); failure != 0) {
      return failure;
    }
    if (::mkdir(path.c_str(), kFolderMode) != 0) {
      return errno == EEXIST && ::stat(path.c_str(), &status) == 0 ? 0 : errno;
    }
    made_.push_back(path);
    // The umask may have taken permissions away.
    return ::chmod(path.c_str(), kFolderMode) == 0 ? 0 : errno;
  }

  void keep() noexcept { made_.clear(); }

 private:
  std::vector<std::string> made_;
};

/// Renames a file, but never over another. @returns 0 or the errno.
int rename_to_free_name(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
    return 0;
  }
  if (errno != EINVAL && errno != ENOSYS) {
    return errno;
  }
  // Network file systems cannot do that, but have links.
  if (::link(from.c_str(), to.c_str()) != 0) {
    return errno;
  }
  ::unlink(from.c_str());
  return 0;
}

/// @returns 0 or the errno.
int write_and_sync(int file, std::string_view contents) {
  if (::fchmod(file, kFileMode) != 0) {
    return errno;
  }
  if (const int failure = write_all(file, contents); failure != 0) {
    return failure;
  }
  return retry_interrupted([&] { return ::fsync(file); }) == 0 ? 0 : errno;
}

/// So that the name, too, survives a loss of power. Where that fails, the file is whole all the same.
void sync_folder(const std::string& path) {
  const FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  static_cast<void>(retry_interrupted([&] { return ::fsync(folder.number()); }));
}

}  // namespace

int check_new_file(const std::string& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) == 0) {
    return EEXIST;
  }
  if (errno != ENOENT) {
    return errno;
  }
  const std::string folder = find_existing_folder(folder_of(path));
  if (::stat(folder.c_str(), &status) == 0 && !S_ISDIR(status.st_mode)) {
    return ENOTDIR;
  }
  return ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

int write_new_file(const std::string& path, std::string_view contents) {
  NewFolders folders;
  if (const int failure = folders.make(folder_of(path)); failure != 0) {
    return failure;
  }
  std::string unfinished = path + ".XXXXXX";
  const FileDescriptor file(::mkostemp(unfinished.data(), O_CLOEXEC));
  if (!file.is_open()) {
    return errno;
  }
  int failure = write_and_sync(file.number(), contents);
  failure = failure != 0 ? failure : rename_to_free_name(unfinished, path);
  if (failure != 0) {
    ::unlink(unfinished.c_str());
    return failure;
  }
  folders.keep();
  sync_folder(folder_of(path));
  return 0;
}

}  // namespace goto_token
