#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/loopback_listener.hpp"
#include "goto_token/io/wait.hpp"
#include "goto_token/oauth/authorization_response.hpp"

namespace goto_token {

/// An authorization response that ends the wait.
using FinalResponse = std::variant<AuthorizationCode, AuthorizationError>;

/// The authorization response that ends the wait, and the browser that brought it and still waits for its
/// page.
struct ReceivedResponse {
  std::optional<PendingRequest> request;  ///< Nullopt when it was pasted.
  FinalResponse response;
};

/// Checks the query of an authorization response, whichever way it came.
[[nodiscard]] AuthorizationResponse read_authorization_response(
    std::string_view query, const ExpectedAuthorizationResponse& expected);

/// Answers every request that reaches the redirect URI until the authorization response is among them: the
/// table of statuses and effects that the listener itself knows nothing of.
class RedirectReceiver {
 public:
  RedirectReceiver(LoopbackListener& listener, RedirectEndpoint endpoint,
                   ExpectedAuthorizationResponse expected, const Diagnostics& diagnostics);

  /// Waits for the authorization response; nullopt when `deadline` (none: never) has passed or one of
  /// `events` has come.
  [[nodiscard]] std::optional<ReceivedResponse> receive(
      std::optional<LoopbackListener::Clock::time_point> deadline, std::span<pollfd> events = {});

  /// Once a response has been received: goes on answering until one of `events` has come or the deadline has
  /// passed. A second right answer gets 409.
  void serve(std::span<pollfd> events, Deadline deadline);

  /// Says how many refusals were left out of stderr since the last report, if any were.
  void report_refusals();

 private:
  [[nodiscard]] bool turn_away(const PendingRequest& request);
  void ignore(const PendingRequest& request, const IgnoredAuthorizationResponse& ignored);
  void refuse(const PendingRequest& request, int status);

  LoopbackListener& listener_;
  RedirectEndpoint endpoint_;
  ExpectedAuthorizationResponse expected_;
  const Diagnostics& diagnostics_;
  std::map<std::string, std::size_t> refusals_;  // by reason
  std::size_t refused_ = 0;                      // of all reasons
  bool waiting_ = true;                          // for the response that ends the wait
};

}  // namespace goto_token
