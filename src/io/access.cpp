#include "goto_token/io/access.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace goto_token {
namespace {

bool is_allowed(const std::string& path, int mode) noexcept {
  return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

bool is_program(const std::string& path) noexcept {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && is_allowed(path, X_OK);
}

}  // namespace

std::optional<std::string> find_program(const std::string& name, std::string_view path) {
  if (name.find('/') != std::string::npos) {
    return is_program(name) ? std::optional(name) : std::nullopt;
  }
  while (!path.empty()) {
    const std::string_view folder = path.substr(0, path.find(':'));
    const std::string candidate = (folder.empty() ? "." : std::string(folder)) + "/" + name;
    if (is_program(candidate)) {
      return candidate;
    }
    path.remove_prefix(std::min(folder.size() + 1, path.size()));
  }
  return std::nullopt;
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
