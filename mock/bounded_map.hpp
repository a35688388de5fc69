#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

namespace goto_mock_auth {

/// A map that forgets its oldest entries, so that a server which runs for days doesn't grow. Not thread-safe.
template <typename Value>
class BoundedMap {
 public:
  /// Keeps `value` under a key that isn't in use, forgetting the oldest entry when full.
  void insert(const std::string& key, Value value) {
    if (keys_.size() == kCapacity) {
      values_.erase(keys_.front());
      keys_.pop_front();
    }
    keys_.push_back(key);
    values_.emplace(key, std::move(value));
  }

  /// The value kept under `key`, or nullptr. Valid until the next insertion or removal.
  [[nodiscard]] Value* find(const std::string& key) {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }

  /// Forgets `key`; fine if it isn't there.
  void erase(const std::string& key) { values_.erase(key); }

 private:
  /// More than any test run needs at a time; at 1.5 KB a token about 15 MB.
  static constexpr std::size_t kCapacity = 10'000;

  std::unordered_map<std::string, Value> values_;
  std::deque<std::string> keys_;  // oldest first; those erased by hand stay until their turn comes
};

}  // namespace goto_mock_auth
