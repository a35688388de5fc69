#include "goto_token/sign_in/redirect_receiver.hpp"

#include <string_view>
#include <utility>

#include "goto_token/base/http_status.hpp"
#include "goto_token/sign_in/pages.hpp"

namespace goto_token {
namespace {

using Reason = IgnoredAuthorizationResponse::Reason;

int status_of(Reason reason) {
  switch (reason) {
    case Reason::NoState:
    case Reason::ErrorWithoutState:
    case Reason::RepeatedState:
    case Reason::WrongState:
    case Reason::TooManyParameters:
      return http_status::kForbidden;
    case Reason::RepeatedParameter:
    case Reason::CodeAndError:
    case Reason::NeitherCodeNorError:
      break;
  }
  return http_status::kBadRequest;
}

/// The status for a connection that brought no request; nullopt when it is only closed.
std::optional<int> status_of(Unreadable unreadable) {
  switch (unreadable) {
    case Unreadable::Malformed:
      return http_status::kBadRequest;
    case Unreadable::TooLarge:
      return http_status::kHeadTooLarge;
    case Unreadable::TlsGreeting:
      break;
  }
  return std::nullopt;
}

}  // namespace

AuthorizationResponse read_authorization_response(std::string_view query,
                                                  const ExpectedAuthorizationResponse& expected) {
  // Each parameter takes time: a flood of long queries would delay the real response.
  if (has_too_many_parameters(query)) {
    return IgnoredAuthorizationResponse{Reason::TooManyParameters};
  }
  return validate_authorization_response(query, expected);
}

RedirectReceiver::RedirectReceiver(LoopbackListener& listener, RedirectEndpoint endpoint,
                                   ExpectedAuthorizationResponse expected, RejectionLog& rejections)
    : listener_(listener),
      endpoint_(std::move(endpoint)),
      expected_(std::move(expected)),
      rejections_(rejections) {}

std::optional<ReceivedResponse> RedirectReceiver::receive(std::optional<Deadline> deadline,
                                                          std::span<pollfd> events) {
  rejections_.set_waiting(true);
  return next_response(deadline, events);
}

void RedirectReceiver::serve(std::span<pollfd> events, Deadline deadline) {
  rejections_.set_waiting(false);
  while (const auto second = next_response(deadline, events)) {
    reject(*second->request, Rejection::SecondResponse, http_status::kConflict);
  }
}

std::string RedirectReceiver::reject(Unreadable unreadable) {
  const Rejection rejection = classify_unreadable(unreadable);
  const auto status = status_of(unreadable);
  rejections_.add({.rejection = rejection, .status = status, .head = {}});
  // A browser whose TLS fails at once may fall back to http by itself.
  return status ? make_http_response(make_rejection_page(*status, rejections_.advice(rejection))) : "";
}

std::optional<ReceivedResponse> RedirectReceiver::next_response(std::optional<Deadline> deadline,
                                                                std::span<pollfd> events) {
  while (const auto request = listener_.next_request(deadline, events)) {
    if (const auto status = screen_request(request->head, endpoint_)) {
      reject(*request, classify_screened(request->head, *status, endpoint_), *status);
      continue;
    }
    AuthorizationResponse response = read_authorization_response(request->head.query, expected_);
    if (auto* const final = std::get_if<FinalResponse>(&response)) {
      return ReceivedResponse{*request, std::move(*final)};
    }
    const Reason reason = std::get<IgnoredAuthorizationResponse>(response).reason;
    reject(*request, classify_ignored(request->head, reason), status_of(reason));
  }
  return std::nullopt;
}

void RedirectReceiver::reject(const PendingRequest& request, Rejection rejection, int status) {
  rejections_.add({.rejection = rejection, .status = status, .head = request.head});
  const RedirectPage page = make_rejection_page(status, rejections_.advice(rejection));
  listener_.respond(request, make_http_response(page, request.head.method != "HEAD"));
}

}  // namespace goto_token
