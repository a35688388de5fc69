#include "goto_token/oauth/device_polling.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_status.hpp"

namespace goto_token {
namespace {

using std::chrono::seconds;

struct KnownError {
  std::string_view error;
  PollResult result;
};

constexpr auto kKnownErrors = std::to_array<KnownError>({
    {"authorization_pending", PollResult::Pending},
    {"slow_down", PollResult::SlowDown},
    {"access_denied", PollResult::Denied},
    {"authorization_declined", PollResult::Denied},  // Entra ID
    {"expired_token", PollResult::Expired},
    {"code_expired", PollResult::Expired},  // the same, in an older version
});

bool has_trouble(int status) {
  return status == http_status::kTooManyRequests || status >= http_status::kServerError;
}

/// Whether the error only repeats what such a status says.
bool is_of_trouble(std::string_view error) {
  return error.empty() || error == "server_error" || error == "temporarily_unavailable";
}

std::variant<PollResponse, TokenErrorResponse> read_error(TokenErrorResponse response) {
  const auto* const known =
      std::find_if(kKnownErrors.begin(), kKnownErrors.end(),
                   [&response](const KnownError& row) { return row.error == response.error; });
  if (known != kKnownErrors.end()) {
    return PollResponse(PollError{.result = known->result, .response = std::move(response)});
  }
  if (has_trouble(response.status) && is_of_trouble(response.error)) {
    throw Error(ExitCode::Network,
                "the token endpoint has trouble: HTTP status " + std::to_string(response.status))
        .passing();
  }
  return response;
}

}  // namespace

std::variant<PollResponse, TokenErrorResponse> parse_poll_response(const HttpResponse& response) {
  try {
    auto parsed = parse_token_response(response);
    if (auto* const error = std::get_if<TokenErrorResponse>(&parsed)) {
      return read_error(std::move(*error));
    }
    return PollResponse(std::get<TokenResponse>(std::move(parsed)));
  } catch (const Error& error) {
    throw has_trouble(response.status) ? error.passing() : error;
  }
}

void PollingPace::take(PollResult result, std::optional<seconds> retry_after) {
  constexpr seconds kSlowDown{5};
  constexpr seconds kLongestRequest = std::chrono::hours(24);  // so that no sum of times overflows
  failures_ = result == PollResult::Unavailable ? failures_ + 1 : 0;
  if (result == PollResult::SlowDown) {
    interval_ += kSlowDown;
  }
  asked_ = std::min(retry_after.value_or(seconds(0)), kLongestRequest);
}

seconds PollingPace::wait() const {
  constexpr seconds kLongestBackOff{60};
  seconds wait = interval_;
  for (unsigned i = 0; i < failures_ && wait < kLongestBackOff; ++i) {
    wait = std::min(wait * 2, kLongestBackOff);
  }
  return std::max(wait, asked_);
}

}  // namespace goto_token
