#include "request_log.hpp"

namespace goto_mock_auth {
namespace {

// A long enough memory for any test, at some 2 KB each.
constexpr std::size_t kCapacity = 10'000;

}  // namespace

std::uint64_t RequestLog::note_request(const HttpRequest& request,
                                       ClientAuthentication client_authentication) {
  const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_at_);
  const std::lock_guard lock(mutex_);
  if (entries_.size() == kCapacity) {
    entries_.erase(0);
  }
  entries_.push_back({{"number", ++last_number_},
                      {"seconds", static_cast<double>(after.count()) / 1000},
                      {"method", request.method},
                      {"path", request.path},
                      {"query", request.query.all()},
                      {"form", request.form.all()},
                      {"client_authentication", name_of(client_authentication)},
                      {"user_agent", request.user_agent},
                      {"accept", request.accept},
                      {"content_type", request.content_type},
                      {"client_certificate", request.client_certificate},
                      {"status", nullptr}});
  return last_number_;
}

void RequestLog::note_status(std::uint64_t number, int status) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t first = last_number_ - entries_.size() + 1;
  if (number >= first) {  // else it is forgotten already
    entries_[number - first]["status"] = status;
  }
}

std::string RequestLog::text() {
  const std::lock_guard lock(mutex_);
  return json_text(entries_);
}

}  // namespace goto_mock_auth
