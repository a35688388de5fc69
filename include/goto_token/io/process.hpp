#pragma once

#include <string>
#include <vector>

namespace goto_token {

/// Makes SIGINT, SIGTERM, SIGHUP and SIGQUIT end the process at once with 128 + N, whatever it waits for: a
/// signal handler needs no thread's help. A terminal that was taken is restored first, as it is before
/// SIGTSTP stops the process. SIGHUP, SIGQUIT and SIGTSTP stay ignored where the parent ignores them (nohup).
/// SIGPIPE and SIGXFSZ become write errors.
void end_on_signals() noexcept;

/// Becomes another program, found as execvp(3) does: with its arguments, this environment, and the signals as
/// they were before `end_on_signals`.
/// @param command the program's name and its arguments; not empty.
/// @param environment `NAME=VALUE` each.
/// @throws Error{CommandNotFound, NotExecutable} when that fails; then all is as before, but for the signals.
[[noreturn]] void replace_process(std::vector<std::string> command, std::vector<std::string> environment);

/// The strings as the system calls want them, and as long as they stay where they are.
[[nodiscard]] std::vector<char*> null_terminated(std::vector<std::string>& strings);

/// Forbids core dumps, and debuggers of the same user, to read this process's memory. A program that it
/// starts or becomes is not held to that.
void forbid_core_dumps() noexcept;

/// Opens the null device on every closed one of descriptors 0 to 2, so that no socket or file ever takes
/// their place and gets what was meant for the terminal. Descriptor 1 is opened for reading: writing a result
/// to it stays an error.
void fill_standard_descriptors() noexcept;

}  // namespace goto_token
