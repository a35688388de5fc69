#include "goto_token/sign_in/paste_receiver.hpp"

#include <chrono>
#include <utility>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/sign_in/pasted_response.hpp"
#include "goto_token/sign_in/redirect_receiver.hpp"

namespace goto_token {
namespace {

constexpr const char* kRequest = "paste the address that the browser ended on";
constexpr std::size_t kMostNoted = 5;  // of a kind, more than a person causes

}  // namespace

PasteReceiver::PasteReceiver(int input, Url redirect_uri, ExpectedAuthorizationResponse expected, Need need,
                             const Diagnostics& diagnostics)
    : input_(input),
      redirect_uri_(std::move(redirect_uri)),
      expected_(std::move(expected)),
      need_(need),
      diagnostics_(diagnostics) {}

void PasteReceiver::ask() {
  input_.retake_terminal();
  if (asked_ || !input_.may_be_read()) {
    return;
  }
  asked_ = true;
  const std::string how = input_.is_from_terminal() ? ", and press Enter; it is not shown" : "";
  if (need_ == Need::Required) {
    diagnostics_.note(kRequest + how);
  } else {
    diagnostics_.note("if the browser cannot open the page it ends on, paste its address here" + how);
  }
}

std::optional<FinalResponse> PasteReceiver::take_response(Deadline now) {
  if (resumes_at_ && now < *resumes_at_) {
    return std::nullopt;
  }
  resumes_at_.reset();
  // Bounded, so that the caller sees its deadline in spite of an endless input.
  constexpr int kMostLines = 100;
  for (int lines = 0; lines < kMostLines; ++lines) {
    const auto line = input_.next_line();
    if (!line) {
      break;
    }
    AuthorizationResponse response = read_response(*line);
    if (auto* const final = std::get_if<FinalResponse>(&response)) {
      return std::move(*final);
    }
    ignore(std::get<IgnoredAuthorizationResponse>(response).why);
  }
  pause_if_endless(now);
  return std::nullopt;
}

void PasteReceiver::report_rejections() {
  for (auto& [why, count] : ignored_) {
    if (count > kMostNoted) {
      diagnostics_.note("ignored " + std::to_string(count - kMostNoted) + " more pasted lines: " + why);
      count = kMostNoted;
    }
  }
}

void PasteReceiver::ignore(const std::string& why) {
  if (++ignored_[why] <= kMostNoted) {
    diagnostics_.objection("that is not the response: " + why + "; " + kRequest);
  }
}

void PasteReceiver::pause_if_endless(Deadline now) {
  // More than a person pastes or a file is likely to hold. From there on, reading takes next to no time.
  constexpr int kMostAtOnce = 10;
  constexpr std::chrono::milliseconds kPause{250};
  const int input = input_.awaited();
  if (input >= 0 && is_readable(input) && ++left_unread_ > kMostAtOnce) {
    resumes_at_ = now + kPause;
  }
}

AuthorizationResponse PasteReceiver::read_response(const Secret& line) const {
  using Reason = IgnoredAuthorizationResponse::Reason;
  if (line.reveal().size() > LineInput::kLongestLine) {
    return IgnoredAuthorizationResponse{Reason::Malformed, "it is too long"};
  }
  const auto query = find_pasted_query(line.reveal(), redirect_uri_);
  if (const auto* const unusable = std::get_if<UnusablePaste>(&query)) {
    return IgnoredAuthorizationResponse{Reason::Malformed, unusable->why};
  }
  return read_authorization_response(std::get<Secret>(query).reveal(), expected_);
}

}  // namespace goto_token
