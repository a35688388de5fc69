#pragma once

namespace goto_token {

/// Makes SIGINT, SIGTERM and SIGHUP end the process at once with 128 + N, whatever it waits for: a signal
/// handler needs no thread's help. SIGHUP stays ignored where the parent ignores it (nohup). SIGPIPE becomes
/// a write error.
void end_on_signals() noexcept;

/// Forbids core dumps, and debuggers of the same user, to read this process's memory.
void forbid_core_dumps() noexcept;

/// Opens the null device on every closed one of descriptors 0 to 2, so that no socket or file ever takes
/// their place and gets what was meant for the terminal. Descriptor 1 is opened for reading: writing a result
/// to it stays an error.
void fill_standard_descriptors() noexcept;

}  // namespace goto_token
