#include "request_log.hpp"

#include <nlohmann/json.hpp>

namespace goto_mock_auth {

std::uint64_t RequestLog::note_request(const HttpRequest& request,
                                       ClientAuthentication client_authentication) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() == kCapacity) {
    entries_.pop_front();
  }
  entries_.push_back({++last_number_, request, client_authentication, std::nullopt});
  return last_number_;
}

void RequestLog::note_status(std::uint64_t number, int status) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t first = last_number_ - entries_.size() + 1;
  if (number >= first) {  // else it is forgotten already
    entries_[number - first].status = status;
  }
}

std::string RequestLog::text() const {
  nlohmann::json all = nlohmann::json::array();
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    const HttpRequest& request = entry.request;
    all.push_back({{"number", entry.number},
                   {"method", request.method},
                   {"path", request.path},
                   {"query", request.query.all()},
                   {"form", request.form.all()},
                   {"client_authentication", name_of(entry.client_authentication)},
                   {"user_agent", request.user_agent},
                   {"accept", request.accept},
                   {"content_type", request.content_type},
                   {"status", entry.status ? nlohmann::json(*entry.status) : nlohmann::json()}});
  }
  return json_text(all);
}

}  // namespace goto_mock_auth
