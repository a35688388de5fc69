#pragma once

#include <httplib.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace goto_mock_auth {

/// Gives each connection a thread, up to a limit, and starts threads only as they are needed. The HTTP
/// library's own pool starts all at once, and hangs where the system doesn't allow that many.
class ThreadPool final : public httplib::TaskQueue {
 public:
  /// Void or bool, depending on the library's version.
  using EnqueueResult = decltype(std::declval<httplib::TaskQueue&>().enqueue({}));

  explicit ThreadPool(std::size_t max_threads) : max_threads_(max_threads) {}

  /// Has `task` run as soon as a thread is free for it.
  /// @throws std::system_error if not even a first thread can be started.
  EnqueueResult enqueue(std::function<void()> task) override;

  /// Waits for all tasks and ends the threads.
  void shutdown() override;

 private:
  void start_thread();
  void run_tasks();

  const std::size_t max_threads_;
  std::vector<std::thread> threads_;  // used by the thread that owns the pool alone

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::size_t idle_threads_ = 0;
  bool ended_ = false;
};

}  // namespace goto_mock_auth
