#pragma once

#include <sys/prctl.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace goto_token {

/// Makes the test a user who may not do everything as long as it lives, should the tests run as root.
class Unprivileged {
 public:
  /// @param folder given to that user, with all in it.
  explicit Unprivileged(const std::string& folder) {
    if (before_ != 0) {
      return;
    }
    give_away(folder);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      give_away(entry.path());
    }
    if (::seteuid(kUser) != 0) {
      throw std::runtime_error("cannot become another user");
    }
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;
  Unprivileged(Unprivileged&&) = delete;
  Unprivileged& operator=(Unprivileged&&) = delete;
  ~Unprivileged() {
    static_cast<void>(::seteuid(before_));
    ::prctl(PR_SET_DUMPABLE, 1);  // the change of user ended that, and LeakSanitizer needs it
  }

 private:
  static constexpr uid_t kUser = 65534;

  static void give_away(const std::filesystem::path& path) {
    if (::lchown(path.c_str(), kUser, kUser) != 0) {
      throw std::runtime_error("cannot give " + path.string() + " away");
    }
  }

  uid_t before_ = ::geteuid();
};

}  // namespace goto_token
