#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace goto_mock_auth {

/// The waits that faults ask for. They can be ended, so that the server stops at once all the same.
/// Thread-safe.
class Pauses {
 public:
  /// Waits that long, or until `end`.
  void pause(std::chrono::microseconds duration) {
    std::unique_lock lock(mutex_);
    ended_signal_.wait_for(lock, duration, [this] { return ended_; });
  }

  /// Ends all pauses, and those to come.
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    ended_signal_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_signal_;
  bool ended_ = false;
};

}  // namespace goto_mock_auth
