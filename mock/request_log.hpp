#pragma once

#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "client_authentication.hpp"
#include "http.hpp"

namespace goto_mock_auth {

/// What arrived, for tests to look at. It shows everything, secrets too: they are made up. Thread-safe.
class RequestLog {
 public:
  /// Notes a request before anything is done about it. Returns its number, counted from 1.
  std::uint64_t note_request(const HttpRequest& request, ClientAuthentication client_authentication) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() == kCapacity) {
      entries_.erase(0);
    }
    entries_.push_back({{"number", ++last_number_},
                        {"method", request.method},
                        {"path", request.path},
                        {"query", request.query.all()},
                        {"form", request.form.all()},
                        {"client_authentication", name_of(client_authentication)},
                        {"user_agent", request.user_agent},
                        {"accept", request.accept},
                        {"content_type", request.content_type},
                        {"status", nullptr}});
    return last_number_;
  }

  /// Notes the status of the response to that request, just before it leaves.
  void note_status(std::uint64_t number, int status) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t first = last_number_ - entries_.size() + 1;
    if (number >= first) {  // else it is forgotten already
      entries_[number - first]["status"] = status;
    }
  }

  /// All of it as JSON: an array, oldest first.
  [[nodiscard]] std::string text() {
    const std::lock_guard lock(mutex_);
    return json_text(entries_);
  }

 private:
  /// A long enough memory for any test, at some 2 KB each.
  static constexpr std::size_t kCapacity = 10'000;

  std::mutex mutex_;
  nlohmann::json entries_ = nlohmann::json::array();
  std::uint64_t last_number_ = 0;
};

}  // namespace goto_mock_auth
