#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "goto_token/app/diagnostics.hpp"
#include "goto_token/io/browser.hpp"
#include "goto_token/io/loopback_listener.hpp"
#include "goto_token/oauth/authorization_response.hpp"

namespace goto_token {

/// The authorization response that ends the wait, and the browser that brought it and still waits for its
/// page.
struct ReceivedResponse {
  PendingRequest request;
  std::variant<AuthorizationCode, AuthorizationError> response;
};

/// Answers every request that reaches the redirect URI until the authorization response is among them: the
/// table of statuses and effects that the listener itself knows nothing of.
class RedirectReception {
 public:
  RedirectReception(LoopbackListener& listener, RedirectEndpoint endpoint,
                    ExpectedAuthorizationResponse expected, const Diagnostics& diagnostics);

  /// Waits for the authorization response; nullopt when `deadline` (none: never) has passed. A browser
  /// command that failed meanwhile is told of.
  [[nodiscard]] std::optional<ReceivedResponse> receive(
      std::optional<LoopbackListener::Clock::time_point> deadline, std::optional<BrowserRun> browser);

  /// Goes on answering until `done` becomes readable; a second right answer gets 409.
  void refuse_until(int done);

  /// Says how many refusals were left out of stderr, if any were.
  void report_refusals() const;

 private:
  [[nodiscard]] AuthorizationResponse judge(const RequestHead& head) const;
  [[nodiscard]] bool turn_away(const PendingRequest& request);
  void ignore(const PendingRequest& request, const IgnoredAuthorizationResponse& ignored);
  void refuse(const PendingRequest& request, int status);

  LoopbackListener& listener_;
  RedirectEndpoint endpoint_;
  ExpectedAuthorizationResponse expected_;
  const Diagnostics& diagnostics_;
  std::map<std::string, std::size_t> refusals_;  // by reason
  std::size_t refused_ = 0;                      // of all reasons
};

}  // namespace goto_token
