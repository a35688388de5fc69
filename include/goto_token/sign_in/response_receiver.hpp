#pragma once

#include <optional>
#include <span>
#include <string>

#include "goto_token/config/config.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/sign_in/pages.hpp"
#include "goto_token/sign_in/paste_receiver.hpp"
#include "goto_token/sign_in/redirect_receiver.hpp"

namespace goto_token {

/// Listens where the answer comes to: at the redirect URI's own address, or where `--listen` says. On nothing
/// where it can only be pasted.
/// @throws Error{CannotListen} naming address and port.
[[nodiscard]] LoopbackSockets listen_for_response(const Config& config);

/// All the ways in for the authorization response: the listener behind the redirect URI, a person who pastes,
/// or both at once.
class ResponseReceiver {
 public:
  /// Listens, unless the response can only be pasted, and takes the input over when it is to be read: always
  /// when pasting is the only method, else when it is a terminal.
  /// @throws Error{CannotListen}.
  ResponseReceiver(const Config& config, const ExpectedAuthorizationResponse& expected,
                   const Effects& effects);

  /// The redirect URI of the authorization request: as registered, with the real port where it said 0.
  [[nodiscard]] const std::string& redirect_uri() const noexcept { return redirect_uri_; }

  /// Says what is waited for, and how to bring the answer here.
  void announce() const;

  /// Waits for the authorization response, the first to come. A browser command that failed meanwhile is told
  /// of. Once it has returned or thrown, the terminal is as it was.
  /// @throws Error{TimedOut}, and Error{AuthorizationFailed} at the end of an input that was the only way.
  [[nodiscard]] ReceivedResponse receive(std::optional<BrowserRun> browser);

  /// Turns further answers away until one of `events` has come or the deadline has passed.
  void serve(std::span<pollfd> events, Deadline deadline) { redirect_.serve(events, deadline); }

  /// Shows the page to the browser that brought the answer, if one did, and frees the port. Says how many
  /// refusals meanwhile were left out of stderr.
  void show(const ReceivedResponse& received, const RedirectPage& page);

 private:
  using Clock = LoopbackListener::Clock;

  [[nodiscard]] std::optional<ReceivedResponse> wait(std::optional<Clock::time_point> deadline,
                                                     std::optional<BrowserRun>& browser);
  [[nodiscard]] std::optional<ReceivedResponse> take_pasted();

  const Config& config_;
  const Effects& effects_;
  LoopbackListener listener_;  // without a socket where the answer can only be pasted
  std::string redirect_uri_;
  RedirectReceiver redirect_;
  std::optional<PasteReceiver> paste_;
};

}  // namespace goto_token
