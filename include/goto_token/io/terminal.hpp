#pragma once

namespace goto_token {

/// Whether a person may be looking at the descriptor.
[[nodiscard]] bool is_terminal(int fd) noexcept;

/// Whether another process group has the terminal `fd`, as it is for a job in the background: reading from it
/// would stop this process. False where job control does not reach, and for what is no terminal.
[[nodiscard]] bool is_in_background(int fd) noexcept;

/// Has the terminal `fd` pass its input on as it comes: unseen, unedited and in lines of any length, where it
/// would otherwise cut them at 4,095 bytes. The keys that send signals go on doing so. Nothing happens in the
/// background, or when a terminal is taken already.
///
/// To be undone by `restore_terminal`; the handlers of process.hpp see to that when a signal ends or stops
/// the process. For one thread.
void take_terminal(int fd) noexcept;

/// Puts the terminal back as it was, unless another process group has it by now. What was typed and not read
/// is dropped: it was meant for us, may hold half a code, and must not become the shell's next command.
/// Nothing happens when none is taken. Safe in a signal handler.
void restore_terminal() noexcept;

}  // namespace goto_token
