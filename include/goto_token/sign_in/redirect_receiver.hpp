#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "goto_token/io/loopback_listener.hpp"
#include "goto_token/io/wait.hpp"
#include "goto_token/oauth/authorization_response.hpp"
#include "goto_token/sign_in/rejection_log.hpp"

namespace goto_token {

/// The authorization response that ends the wait, and the browser's request, which still waits for its page.
struct ReceivedResponse {
  std::optional<PendingRequest> request;  ///< Nullopt when the response was pasted.
  FinalResponse response;
};

/// Checks the query of an authorization response that was received or pasted.
[[nodiscard]] AuthorizationResponse read_authorization_response(
    std::string_view query, const ExpectedAuthorizationResponse& expected);

/// Responds to every request that reaches the listener, until one is the authorization response. Knows the
/// status and the effect of each request, which the listener does not.
class RedirectReceiver {
 public:
  RedirectReceiver(LoopbackListener& listener, RedirectEndpoint endpoint,
                   ExpectedAuthorizationResponse expected, RejectionLog& rejections);

  /// Waits for the authorization response; nullopt once `deadline` (none: never) has passed or one of
  /// `events` has come.
  [[nodiscard]] std::optional<ReceivedResponse> receive(std::optional<Deadline> deadline,
                                                        std::span<pollfd> events = {});

  /// Rejects further requests, after a response was received, until one of `events` has come or the deadline
  /// has passed. A second authorization response gets 409.
  void serve(std::span<pollfd> events, Deadline deadline);

  /// Counts a request that cannot be read, and makes the response to it; empty for a TLS greeting.
  [[nodiscard]] std::string reject(Unreadable unreadable);

 private:
  /// Rejects requests until one is an authorization response that could end the wait; nullopt as `receive`.
  [[nodiscard]] std::optional<ReceivedResponse> next_response(std::optional<Deadline> deadline,
                                                              std::span<pollfd> events);
  void reject(const PendingRequest& request, Rejection rejection, int status);

  LoopbackListener& listener_;
  RedirectEndpoint endpoint_;
  ExpectedAuthorizationResponse expected_;
  RejectionLog& rejections_;
};

}  // namespace goto_token
