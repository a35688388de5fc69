#pragma once

#include <cstddef>
#include <string_view>
#include <variant>

#include "goto_token/base/secret.hpp"
#include "goto_token/io/spawn.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// What a program printed on stdout, and how it ended.
struct ChildExit {
  Secret output;
  int exit_status = 0;
  int signal_number = 0;  ///< The signal that ended it; 0 when it exited.
};

/// Why a program was not run to its end.
struct ChildFailure {
  enum class Kind {
    NotStarted,  ///< For the reason in `error_number`.
    TimedOut,    ///< It had not ended at the deadline.
    TooLong,     ///< Its output is longer than allowed.
  };

  Kind kind = Kind::NotStarted;
  int error_number = 0;  ///< errno; 0 unless it was not started.
};

/// How a program is run.
struct ChildLimits {
  Deadline deadline;               ///< It is killed then.
  std::size_t longest_output = 0;  ///< Bytes.
};

/// Runs a program to its end, with `input` as its stdin and stderr on the null device. It starts as `spawn`
/// says: Ctrl+C at the terminal does not reach it. It need not read its input, and what it leaves running
/// does not hold up the result. It is waited for in every case, also when `wait` throws.
/// @param input may be a secret; it is in no argument and no file.
[[nodiscard]] std::variant<ChildExit, ChildFailure> run_child(Command command, std::string_view input,
                                                              const ChildLimits& limits, const Wait& wait);

}  // namespace goto_token
