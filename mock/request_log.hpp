#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "client_authentication.hpp"
#include "http.hpp"

namespace goto_mock_auth {

/// What arrived, for tests to look at. It shows everything, secrets too: they are made up. Thread-safe.
class RequestLog {
 public:
  /// Notes a request before it is dealt with. Returns its number, counted from 1.
  std::uint64_t note_request(const HttpRequest& request, ClientAuthentication client_authentication);

  /// Notes the status that request was answered with, just before the answer leaves.
  void note_status(std::uint64_t number, int status);

  /// All of it as JSON: an array, oldest first.
  [[nodiscard]] std::string text() const;

 private:
  /// A long enough memory for any test, at some 2 KB each.
  static constexpr std::size_t kCapacity = 10'000;

  struct Entry {
    std::uint64_t number = 0;
    HttpRequest request;
    ClientAuthentication client_authentication = ClientAuthentication::None;
    std::optional<int> status;
  };

  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
  std::uint64_t last_number_ = 0;
};

}  // namespace goto_mock_auth
