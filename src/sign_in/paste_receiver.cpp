#include "goto_token/sign_in/paste_receiver.hpp"

#include <string>
#include <utility>

#include "goto_token/sign_in/pasted_response.hpp"
#include "goto_token/sign_in/redirect_receiver.hpp"

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
    diagnostics_.note(std::string("or ") + kRequest + how);
  }
}

std::optional<FinalResponse> PasteReceiver::take_response() {
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
    const auto& ignored = std::get<IgnoredAuthorizationResponse>(response);
    diagnostics_.objection("that is not the response: " + ignored.why + "; " + kRequest);
  }
  return std::nullopt;
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
