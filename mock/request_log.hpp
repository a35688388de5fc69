#pragma once

#include <chrono>
#include <cstddef>
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
  std::uint64_t note_request(const HttpRequest& request, ClientAuthentication client_authentication);

  /// Notes the status of the response to that request, just before it leaves.
  void note_status(std::uint64_t number, int status);

  /// All of it as JSON: an array, oldest first.
  [[nodiscard]] std::string text();

 private:
  using Clock = std::chrono::steady_clock;

  const Clock::time_point started_at_ = Clock::now();
  std::mutex mutex_;  // guards all below
  nlohmann::json entries_ = nlohmann::json::array();
  std::uint64_t last_number_ = 0;
};

}  // namespace goto_mock_auth
