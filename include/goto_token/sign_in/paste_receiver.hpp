#pragma once

#include <optional>

#include "goto_token/base/url.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/line_input.hpp"
#include "goto_token/oauth/authorization_response.hpp"
#include "goto_token/sign_in/redirect_receiver.hpp"

namespace goto_token {

/// Asks a person for the address that the browser ended on, until it holds the authorization response. Never
/// waits: the caller does, and comes back when there may be something to read.
class PasteReceiver {
 public:
  /// Whether there is another way in for the answer.
  enum class Need { OnlyWay, OtherWay };

  /// @param input the descriptor to read from. @param redirect_uri the one of the authorization request.
  PasteReceiver(int input, Url redirect_uri, ExpectedAuthorizationResponse expected, Need need,
                const Diagnostics& diagnostics);

  /// Asks once, as soon as somebody could answer. To be called again from time to time.
  void ask();
  /// What to poll(2) for; -1 when there is nothing to wait for.
  [[nodiscard]] int awaited() const noexcept { return input_.awaited(); }
  /// Takes what was pasted, if anything was; says of a wrong answer why it is one, and asks again.
  [[nodiscard]] std::optional<FinalResponse> take_answer();
  /// Whether nothing more can come.
  [[nodiscard]] bool has_ended() const noexcept { return input_.has_ended(); }

 private:
  [[nodiscard]] AuthorizationResponse judge(const Secret& line) const;

  LineInput input_;
  Url redirect_uri_;
  ExpectedAuthorizationResponse expected_;
  Need need_;
  const Diagnostics& diagnostics_;
  bool asked_ = false;
};

}  // namespace goto_token
