#pragma once

#include <optional>

#include "goto_token/base/url.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/line_input.hpp"
#include "goto_token/oauth/authorization_response.hpp"

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
  /// The descriptor to poll(2) for input; -1 when there is nothing to wait for.
  [[nodiscard]] int awaited() const noexcept { return input_.awaited(); }
  /// The response, if it was pasted. Says why any other text is not the response, and asks again.
  [[nodiscard]] std::optional<FinalResponse> take_response();
  /// Whether the input has ended.
  [[nodiscard]] bool has_ended() const noexcept { return input_.has_ended(); }

 private:
  [[nodiscard]] AuthorizationResponse read_response(const Secret& line) const;

  LineInput input_;
  Url redirect_uri_;
  ExpectedAuthorizationResponse expected_;
  Need need_;
  const Diagnostics& diagnostics_;
  bool asked_ = false;
};

}  // namespace goto_token
