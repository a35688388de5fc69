#include "goto_token/sign_in/redirect_receiver.hpp"

#include <string_view>
#include <utility>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/sign_in/pages.hpp"

namespace goto_token {
namespace {

constexpr std::size_t kMostNoted = 5;     // of a kind, more than a person causes; the rest is counted
constexpr std::size_t kMostOfAPath = 80;  // a line of a terminal

int status_of(const IgnoredAuthorizationResponse& ignored) {
  return ignored.reason == IgnoredAuthorizationResponse::Reason::StateMismatch ? http_status::kForbidden
                                                                               : http_status::kBadRequest;
}

// Each parameter takes time: a flood of long queries would delay the real response. Servers send a handful.
bool has_too_many_parameters(std::string_view query) {
  constexpr std::size_t kMost = 1000;
  std::size_t count = 1;
  for (auto at = query.find('&'); at != std::string_view::npos && count <= kMost;
       at = query.find('&', at + 1)) {
    ++count;
  }
  return count > kMost;
}

/// The path, fit for a trace. A server may put its parameters into it, by mistake: they are redacted.
std::string redact_path(const std::string& path) {
  const std::size_t parameters = path.find_first_of("=&;%");
  const std::size_t segment = parameters == std::string::npos ? parameters : path.rfind('/', parameters) + 1;
  return printable(path.substr(0, segment), kMostOfAPath) + (parameters == std::string::npos ? "" : "…");
}

}  // namespace

AuthorizationResponse read_authorization_response(std::string_view query,
                                                  const ExpectedAuthorizationResponse& expected) {
  if (has_too_many_parameters(query)) {
    return IgnoredAuthorizationResponse{IgnoredAuthorizationResponse::Reason::StateMismatch,
                                        "it has too many parameters to look for a state"};
  }
  return validate_authorization_response(query, expected);
}

RedirectReceiver::RedirectReceiver(LoopbackListener& listener, RedirectEndpoint endpoint,
                                   ExpectedAuthorizationResponse expected, const Diagnostics& diagnostics)
    : listener_(listener),
      endpoint_(std::move(endpoint)),
      expected_(std::move(expected)),
      diagnostics_(diagnostics) {}

std::optional<ReceivedResponse> RedirectReceiver::receive(std::optional<Deadline> deadline,
                                                          std::span<pollfd> events) {
  waiting_ = true;
  return next_response(deadline, events);
}

void RedirectReceiver::serve(std::span<pollfd> events, Deadline deadline) {
  waiting_ = false;
  while (const auto second = next_response(deadline, events)) {
    reject(*second->request, http_status::kConflict);
  }
}

void RedirectReceiver::report_rejections() {
  for (auto& [why, count] : ignored_) {
    if (count > kMostNoted) {
      diagnostics_.note("ignored " + std::to_string(count - kMostNoted) + " more like it: " + why);
      count = kMostNoted;
    }
  }
}

std::optional<ReceivedResponse> RedirectReceiver::next_response(std::optional<Deadline> deadline,
                                                                std::span<pollfd> events) {
  while (const auto request = listener_.next_request(deadline, events)) {
    if (const auto status = screen_request(request->head, endpoint_)) {
      reject(*request, *status);
      continue;
    }
    AuthorizationResponse response = read_authorization_response(request->head.query, expected_);
    if (auto* const final = std::get_if<FinalResponse>(&response)) {
      return ReceivedResponse{*request, std::move(*final)};
    }
    ignore(*request, std::get<IgnoredAuthorizationResponse>(response));
  }
  return std::nullopt;
}

void RedirectReceiver::ignore(const PendingRequest& request, const IgnoredAuthorizationResponse& ignored) {
  const int status = status_of(ignored);
  reject(request, status);
  // A page that floods the port must not flood the terminal: the first of a kind are noted, the rest counted.
  if (++ignored_[ignored.why] <= kMostNoted) {
    diagnostics_.note("ignored a request to the redirect URI: " + ignored.why + " (answered with " +
                      std::to_string(status) + (waiting_ ? ", still waiting)" : ")"));
  }
}

void RedirectReceiver::reject(const PendingRequest& request, int status) {
  constexpr std::size_t kMostTraced = 100;
  if (++rejected_ <= kMostTraced) {
    diagnostics_.trace("request to " + redact_path(redact(request.head.path, expected_.state.reveal())) +
                       ": answered with " + std::to_string(status));
  } else if (rejected_ == kMostTraced + 1) {
    diagnostics_.trace("there are more such requests; they are rejected, but no longer listed");
  }
  listener_.respond(request, make_http_response(make_rejection_page(status), request.head.method != "HEAD"));
}

}  // namespace goto_token
