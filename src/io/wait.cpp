#include "goto_token/io/wait.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace goto_token {

void wait_with_poll(std::span<pollfd> events, Deadline deadline) {
  if (::poll(events.data(), events.size(), poll_timeout(deadline)) < 0) {
    for (pollfd& event : events) {
      event.revents = 0;  // EINTR, ENOMEM: no event is known
    }
  }
}

bool wait_for(pollfd event, const Wait& wait, Deadline deadline) {
  event.revents = 0;
  for (bool late = false; event.revents == 0 && !late;) {
    late = Clock::now() >= deadline;  // before the wait, which then is the last look
    wait({&event, 1}, deadline);
  }
  return event.revents != 0;
}

bool would_block(int error_number) noexcept {
  return error_number == EAGAIN || error_number == EWOULDBLOCK || error_number == EINTR;
}

void pause(Clock::duration time, const Wait& wait) {
  for (const Deadline end = Clock::now() + time; Clock::now() < end;) {
    wait({}, end);
  }
}

int poll_timeout(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  constexpr std::int64_t kLongest = 60'000;
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, kLongest));
}

}  // namespace goto_token
