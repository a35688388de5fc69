#include "thread_pool.hpp"

#include <system_error>

namespace goto_mock_auth {

ThreadPool::EnqueueResult ThreadPool::enqueue(std::function<void()> task) {
  bool short_of_threads = false;
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    short_of_threads = idle_threads_ < tasks_.size();
  }
  changed_.notify_one();
  if (short_of_threads && threads_.size() < max_threads_) {
    start_thread();
  }
  return static_cast<EnqueueResult>(true);
}

void ThreadPool::shutdown() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void ThreadPool::start_thread() {
  try {
    threads_.emplace_back([this] { run_tasks(); });
  } catch (const std::system_error&) {
    if (threads_.empty()) {
      throw;
    }
    // The system gives no more: the task waits for one of those there are.
  }
}

void ThreadPool::run_tasks() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_threads_;
    changed_.wait(lock, [this] { return ended_ || !tasks_.empty(); });
    --idle_threads_;
    if (tasks_.empty()) {
      return;
    }
    const std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace goto_mock_auth
