#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "goto_token/base/url.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/line_input.hpp"
#include "goto_token/io/wait.hpp"
#include "goto_token/oauth/authorization_response.hpp"
#include "goto_token/sign_in/pasted_response.hpp"

namespace goto_token {

/// Asks a person for the address that the browser ended on, until it holds the authorization response. Never
/// waits: the caller waits, and calls again when there may be something to read.
class PasteReceiver {
 public:
  /// Whether the response can only be pasted, or a listener waits for it, too.
  enum class Need { Required, Optional };

  /// @param input the descriptor to read from. @param redirect_uri the one of the authorization request.
  PasteReceiver(int input, Url redirect_uri, ExpectedAuthorizationResponse expected, Need need,
                const Diagnostics& diagnostics);

  /// Asks once, as soon as the input may be read. To be called again from time to time.
  void ask();
  /// The descriptor to poll(2) for input; -1 when there is nothing to wait for, or not until `resumes_at`.
  [[nodiscard]] int awaited() const noexcept { return resumes_at_ ? -1 : input_.awaited(); }
  /// When to call `take_response` without an event: an input that never ends is read at a bounded rate.
  /// Nullopt while events tell.
  [[nodiscard]] std::optional<Deadline> resumes_at() const noexcept { return resumes_at_; }
  /// The response, if it was pasted. Says why any other text is not the response, and asks again; of a kind,
  /// only the first are told of, the rest is counted.
  [[nodiscard]] std::optional<FinalResponse> take_response(Deadline now);
  /// Notes on stderr how many texts were only counted.
  void report_rejections();
  /// Whether the input is a terminal.
  [[nodiscard]] bool is_from_terminal() const noexcept { return input_.is_from_terminal(); }
  /// Whether the input has ended.
  [[nodiscard]] bool has_ended() const noexcept { return input_.has_ended(); }

 private:
  [[nodiscard]] std::variant<FinalResponse, UnusablePaste> read_response(const Secret& line) const;
  void ignore(const std::string& why);
  void pause_if_endless(Deadline now);

  LineInput input_;
  Url redirect_uri_;
  ExpectedAuthorizationResponse expected_;
  Need need_;
  const Diagnostics& diagnostics_;
  bool asked_ = false;
  std::map<std::string, std::size_t> ignored_;  // by reason, of which there are few
  int left_unread_ = 0;                         // calls that found more input than they read
  std::optional<Deadline> resumes_at_;
};

}  // namespace goto_token
