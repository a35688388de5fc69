#include "goto_token/sign_in/paste_receiver.hpp"

#include <chrono>
#include <utility>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/sign_in/redirect_receiver.hpp"
#include "goto_token/sign_in/rejection.hpp"

namespace goto_token {
namespace {

constexpr const char* kRequest = "paste the address that the browser ended on";

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
    auto response = read_response(*line);
    if (auto* const final = std::get_if<FinalResponse>(&response)) {
      return std::move(*final);
    }
    ignore(std::get<UnusablePaste>(response).why);
  }
  pause_if_endless(now);
  return std::nullopt;
}

void PasteReceiver::report_rejections() {
  for (auto& [why, count] : ignored_) {
    if (count > kMostTold) {
      const std::size_t more = count - kMostTold;
      diagnostics_.note("ignored " + std::to_string(more) + " more pasted " +
                        (more == 1 ? "line: " : "lines: ") + why);
      count = kMostTold;
    }
  }
}

void PasteReceiver::ignore(const std::string& why) {
  if (++ignored_[why] <= kMostTold) {
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

std::variant<FinalResponse, UnusablePaste> PasteReceiver::read_response(const Secret& line) const {
  if (line.reveal().size() > LineInput::kLongestLine) {
    return UnusablePaste{"it is too long"};
  }
  const auto query = find_pasted_query(line.reveal(), redirect_uri_);
  if (const auto* const unusable = std::get_if<UnusablePaste>(&query)) {
    return *unusable;
  }
  auto response = read_authorization_response(std::get<Secret>(query).reveal(), expected_);
  if (auto* const final = std::get_if<FinalResponse>(&response)) {
    return std::move(*final);
  }
  return UnusablePaste{std::string(describe(std::get<IgnoredAuthorizationResponse>(response).reason))};
}

}  // namespace goto_token
