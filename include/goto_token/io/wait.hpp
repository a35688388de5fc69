#pragma once

#include <poll.h>

#include <chrono>
#include <functional>
#include <span>

namespace goto_token {

/// When to stop waiting.
using Deadline = std::chrono::steady_clock::time_point;

/// Waits until one of the events has come, which then stands in its `revents`, or the deadline has passed. It
/// may return early: the caller looks at events and clock, and waits again. Where a listener is to be served
/// meanwhile, its owner brings a way of its own to wait.
using Wait = std::function<void(std::span<pollfd> events, Deadline deadline)>;

/// The plain way to wait: poll(2).
void wait_with_poll(std::span<pollfd> events, Deadline deadline);

/// Waits for one event. @returns whether it has come, false when the deadline has passed.
[[nodiscard]] bool wait_for(pollfd event, const Wait& wait, Deadline deadline);

/// Whether a call on a non-blocking descriptor that failed with this errno is worth another try.
[[nodiscard]] bool would_block(int error_number) noexcept;

/// Lets the time pass.
void pause(std::chrono::steady_clock::duration time, const Wait& wait);

/// Until `deadline` in milliseconds, as poll(2) wants it: rounded up, so that it does not return a moment
/// before the deadline and spin; a minute at most.
[[nodiscard]] int poll_timeout(Deadline deadline);

}  // namespace goto_token
