#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <utility>

#include "goto_token/io/browser.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/sign_in/waiting_line.hpp"

namespace goto_token {

/// How time is spent while a person signs in on another device: the waiting line shows how long is left, and
/// a browser that fails is told of.
class DeviceWait {
 public:
  /// @param limit how long the sign-in may take from now on. @param effects must outlive it.
  DeviceWait(std::chrono::seconds limit, std::optional<BrowserRun> browser, const Effects& effects);

  /// When the sign-in must have come to its end.
  [[nodiscard]] Deadline end() const noexcept { return end_; }

  /// Waits until then.
  void wait_until(Deadline time);

  /// Waits as a `Wait` does, for a poll.
  /// @throws Error{Network} 5 s after the end.
  void wait(std::span<pollfd> events, Deadline deadline);

 private:
  const Effects& effects_;
  Deadline end_;
  WaitingLine line_;
  std::optional<BrowserRun> browser_;
};

}  // namespace goto_token
