#pragma once

namespace goto_token {

/// Whether the descriptor is a terminal.
[[nodiscard]] bool is_terminal(int fd) noexcept;

/// Whether this process is in the background of the terminal `fd`: another process group has it, and reading
/// would stop this process. False without job control, and for a descriptor that is no terminal.
[[nodiscard]] bool is_in_background(int fd) noexcept;

/// Takes the terminal `fd`: turns off its echo and its line editing, which cuts lines at 4,095 bytes. The
/// keys that send signals still do. Does nothing in the background, or when a terminal is taken already.
///
/// `restore_terminal` undoes it; the signal handlers of signals.hpp call that before the process ends or
/// stops. For one thread.
/// @returns whether it was taken just now.
bool take_terminal(int fd) noexcept;

/// Restores the mode of the taken terminal, unless another process group has it now. Input that was not read
/// is dropped: it may hold half a code, and must not become the shell's next command. Does nothing when no
/// terminal is taken. Safe in a signal handler.
void restore_terminal() noexcept;

/// Says that the cursor of the terminal `fd` stands in a line that a question has begun; -1 when it no longer
/// does.
void set_open_line(int fd) noexcept;

/// Ends the line of a question, if the cursor stands in one, unless that would block. Safe in a signal
/// handler, which calls it before the process ends: the shell's prompt gets a line of its own.
void end_open_line() noexcept;

}  // namespace goto_token
