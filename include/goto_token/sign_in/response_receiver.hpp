#pragma once

#include <optional>
#include <span>
#include <string>

#include "goto_token/config/config.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/sign_in/pages.hpp"
#include "goto_token/sign_in/paste_receiver.hpp"
#include "goto_token/sign_in/redirect_receiver.hpp"
#include "goto_token/sign_in/rejection_log.hpp"

namespace goto_token {

/// Listens for the authorization response: on the redirect URI's own address, or on the one of `--listen`. No
/// sockets where the response can only be pasted.
/// @throws Error{CannotListen} naming address and port.
[[nodiscard]] LoopbackSockets listen_for_response(const Config& config);

/// Receives the authorization response: through the listener behind the redirect URI, from a person who
/// pastes it, or through both at once.
class ResponseReceiver {
 public:
  /// Listens, unless the response can only be pasted. Reads the input where pasting is the only method, or
  /// where the input is a terminal.
  /// @throws Error{CannotListen}.
  ResponseReceiver(const Config& config, const ExpectedAuthorizationResponse& expected,
                   const Effects& effects);

  /// The redirect URI of the authorization request: as registered, with the real port where it said 0.
  [[nodiscard]] const std::string& redirect_uri() const noexcept { return redirect_uri_; }

  /// Says what is waited for, and how to bring the response here.
  void announce() const;

  /// Waits for the first authorization response. Notes on stderr when the browser command fails. The terminal
  /// is restored when this returns or throws.
  /// @throws Error{TimedOut}, also at the end of the input where pasting is the only method.
  [[nodiscard]] ReceivedResponse receive(std::optional<BrowserRun> browser);

  /// Rejects further requests until one of `events` has come or the deadline has passed.
  void serve(std::span<pollfd> events, Deadline deadline) { redirect_.serve(events, deadline); }

  /// Sends the page to the browser, unless the response was pasted, and frees the port. Notes on stderr how
  /// many rejections meanwhile were only counted.
  void show(const ReceivedResponse& received, const RedirectPage& page);

 private:
  [[nodiscard]] std::optional<ReceivedResponse> wait(std::optional<Deadline> deadline,
                                                     std::optional<BrowserRun>& browser);
  [[nodiscard]] std::optional<ReceivedResponse> take_pasted();

  const Config& config_;
  const Effects& effects_;
  LoopbackListener listener_;  // without a socket where the response can only be pasted
  std::string redirect_uri_;
  RejectionLog rejections_;
  RedirectReceiver redirect_;
  std::optional<PasteReceiver> paste_;
};

}  // namespace goto_token
