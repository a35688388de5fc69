#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace goto_token {

/// Why a program could not be started.
struct SpawnFailure {
  int error_number;  ///< errno.
};

/// A program to start.
struct Command {
  std::string program;                   ///< Its path; PATH is not searched.
  std::vector<std::string> arguments;    ///< Its name first.
  std::vector<std::string> environment;  ///< `NAME=value` each: the whole environment.
};

/// In place of a descriptor: the null device.
inline constexpr int kNullDevice = -1;

/// Starts a program apart from us: in a session of its own, so that no key pressed at the terminal reaches
/// it; with every signal at its default and none blocked; and with no descriptor of ours but those given to
/// it.
/// @param descriptors which of ours become 0, 1, 2 … there. Each is `kNullDevice` or not less than their
/// count; one that keeps its number is fine, too.
/// @returns the process, which the caller waits for.
[[nodiscard]] std::variant<pid_t, SpawnFailure> spawn(Command command, std::span<const int> descriptors);

}  // namespace goto_token
