#pragma once

#include <poll.h>

#include <chrono>
#include <functional>
#include <span>

namespace goto_token {

/// The clock of every wait; it is never set.
using Clock = std::chrono::steady_clock;

/// When to stop waiting.
using Deadline = Clock::time_point;

/// Waits until one of the events has come, which its `revents` then says, or the deadline has passed. It may
/// return early: the caller checks events and clock, and waits again. An owner of a listener passes a
/// function that serves it meanwhile.
using Wait = std::function<void(std::span<pollfd> events, Deadline deadline)>;

/// Waits with poll(2) and does nothing else. When that fails, it returns early.
void wait_with_poll(std::span<pollfd> events, Deadline deadline);

/// Waits for one event. @returns whether it has come, false when the deadline has passed. It looks once more
/// after the deadline: the process may have been stopped when the event came.
[[nodiscard]] bool wait_for(pollfd event, const Wait& wait, Deadline deadline);

/// Whether a call on a non-blocking descriptor that failed with this errno is worth another try.
[[nodiscard]] bool would_block(int error_number) noexcept;

/// Waits for a time without events.
void pause(Clock::duration time, const Wait& wait);

/// The milliseconds until `deadline`, as poll(2) takes them; a minute at most. Rounded up, so that the caller
/// does not spin just before the deadline.
[[nodiscard]] int poll_timeout(Deadline deadline);

}  // namespace goto_token
