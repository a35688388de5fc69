#include "goto_token/io/access.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "goto_token/io/file.hpp"

namespace goto_token {
namespace {

bool is_allowed(const std::string& path, int mode) noexcept {
  return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

bool is_program(const std::string& path) noexcept {
  return is_regular_file(path) && is_allowed(path, X_OK);
}

/// The name where it holds a slash, else that below the first folder of `path`, that is wanted.
std::optional<std::string> find_in_path(const std::string& name, std::string_view path,
                                        bool (*is_wanted)(const std::string& path) noexcept) {
  if (name.find('/') != std::string::npos) {
    return is_wanted(name) ? std::optional(name) : std::nullopt;
  }
  for (bool is_last = path.empty(); !is_last;) {
    const std::size_t end = std::min(path.find(':'), path.size());
    std::string candidate = end == 0 ? "." : std::string(path.substr(0, end));
    candidate.append("/").append(name);
    if (is_wanted(candidate)) {
      return candidate;
    }
    is_last = end == path.size();
    path.remove_prefix(is_last ? end : end + 1);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_program(const std::string& name, std::string_view path) {
  return find_in_path(name, path, is_program);
}

std::optional<std::string> find_file(const std::string& name, std::string_view path) {
  return find_in_path(name, path, is_file);
}

bool is_writable_folder(const std::string& path) noexcept {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && is_allowed(path, W_OK | X_OK);
}

std::string find_existing_folder(std::string path) {
  struct stat status = {};
  while (path != "/" && ::stat(path.c_str(), &status) != 0) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) {
      return ".";
    }
    path.erase(std::max<std::size_t>(slash, 1));
  }
  return path;
}

}  // namespace goto_token
