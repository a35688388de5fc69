#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace goto_token {

/// Becomes another program, found as execvp(3) finds it, with this environment and the signal settings from
/// before `end_on_signals`.
/// @param command the program's name and its arguments; not empty.
/// @param environment `NAME=VALUE` each.
/// @throws Error{CommandNotFound, NotExecutable} when that fails. Only the signal settings have changed then.
[[noreturn]] void replace_process(std::vector<std::string> command, std::vector<std::string> environment);

/// Bytes that an argument, or a variable with its name, may have at most.
[[nodiscard]] std::size_t longest_variable() noexcept;

/// The strings as execve(2) takes them. They must outlive the result, unchanged.
[[nodiscard]] std::vector<char*> null_terminated(std::vector<std::string>& strings);

/// Forbids core dumps, and that debuggers of the same user read the memory of this process. It does not apply
/// to a program that this process starts or becomes.
void forbid_core_dumps() noexcept;

/// Opens the null device on each of descriptors 0 to 2 that is closed, so that no socket or file gets their
/// number and what is meant for the terminal. Descriptor 1 is opened for reading: writing to it stays an
/// error.
void fill_standard_descriptors() noexcept;

}  // namespace goto_token
