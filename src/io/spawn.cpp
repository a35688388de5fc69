#include "goto_token/io/spawn.hpp"

#include <fcntl.h>
#include <spawn.h>

#include <csignal>

#include "goto_token/io/process.hpp"

namespace goto_token {
namespace {

class SpawnSettings {
 public:
  explicit SpawnSettings(std::span<const int> descriptors) {
    ::posix_spawn_file_actions_init(&actions_);
    int number = 0;
    for (const int ours : descriptors) {
      note(ours == kNullDevice
               ? ::posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", O_RDWR, 0)
               : ::posix_spawn_file_actions_adddup2(&actions_, ours, number));  // clears close-on-exec, too
      ++number;
    }
    note(::posix_spawn_file_actions_addclosefrom_np(&actions_, number));
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

  /// 0, or the errno why the settings are not whole: the program would have our own descriptors.
  [[nodiscard]] int failure() const { return failure_; }

 private:
  void note(int error_number) { failure_ = failure_ == 0 ? error_number : failure_; }

  int failure_ = 0;
  posix_spawn_file_actions_t actions_ = {};
  posix_spawnattr_t attributes_ = {};
};

}  // namespace

std::variant<pid_t, SpawnFailure> spawn(Command command, std::span<const int> descriptors) {
  const SpawnSettings settings(descriptors);
  if (settings.failure() != 0) {
    return SpawnFailure{settings.failure()};
  }
  pid_t process = 0;
  const int error_number =
      ::posix_spawn(&process, command.program.c_str(), settings.actions(), settings.attributes(),
                    null_terminated(command.arguments).data(), null_terminated(command.environment).data());
  if (error_number != 0) {
    return SpawnFailure{error_number};
  }
  return process;
}

}  // namespace goto_token
