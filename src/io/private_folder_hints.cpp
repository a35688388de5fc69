#include "goto_token/io/private_folder_hints.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "goto_token/base/text.hpp"
#include "goto_token/io/access.hpp"

namespace goto_token {
namespace {

/// The folder above `path` that root made in a folder of ours, as sudo does with our HOME; empty for none.
std::string find_folder_of_root(const std::string& path) {
  const std::string folder = find_existing_folder(path);
  struct stat status = {};
  struct stat above = {};
  const bool is_roots = ::stat(folder.c_str(), &status) == 0 && status.st_uid == 0 &&
                        ::stat((folder + "/..").c_str(), &above) == 0 && above.st_uid == ::geteuid();
  return is_roots && ::geteuid() != 0 ? folder : "";
}

}  // namespace

std::string hint_for(int error_number, const std::string& path) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "make room there, or set XDG_STATE_HOME to a folder with more room and log in again";
    case EACCES:
    case EPERM:
      return "make " + printable(path) +
             " yours, or set XDG_STATE_HOME to a folder of yours and log in again";
    case EROFS:
    case ENOTDIR:
      return "set XDG_STATE_HOME to a folder that can be written and log in again";
    case ENOLCK:
    case ENOSYS:
    case EOPNOTSUPP:
      return "the file system has no locks; set XDG_STATE_HOME to a folder on one that has, such as a local "
             "disk, "
             "and log in again";
    case ELOOP:
    case EISDIR:
      return "remove it and log in again";
    default:
      return "run it again; if that does not help, set XDG_STATE_HOME to a folder on another disk and log "
             "in again";
  }
}

std::string hint_to_run(const std::string& command, const std::string& path, const std::string& otherwise) {
  const std::string word = path.starts_with('-') ? "./" + path : path;  // not an option
  return printable(path, path.size()) == path ? command + " " + shell_word(word) : otherwise;
}

std::string hint_to_take_from_others(const std::string& path, const char* mode) {
  return hint_to_run(std::string("chmod ") + mode, path, "take the permissions of other users away");
}

std::string hint_for_owner(const std::string& folder) {
  if (::geteuid() == 0) {
    return "run it as the user who owns that, or set XDG_STATE_HOME to a folder of yours";
  }
  return hint_to_run("if sudo made it: sudo chown -R \"$(id -un)\"", folder, "make it yours") +
         "; else set XDG_STATE_HOME to a folder of yours";
}

std::string hint_for_missing(const std::string& path) {
  const std::string of_root = find_folder_of_root(path);
  return of_root.empty() ? "set XDG_STATE_HOME to a folder that can be written" : hint_for_owner(of_root);
}

}  // namespace goto_token
