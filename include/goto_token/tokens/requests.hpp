#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "goto_token/base/url.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {

/// Sends a request, and traces the status of the response and how long it took.
/// @param what names the request in the trace; no secret.
/// @throws Error{Network} when there is no response.
[[nodiscard]] HttpResponse send_traced(const HttpRequest& request, const std::string& what,
                                       const Effects& effects);

/// An endpoint that requires client authentication, for the requests of one grant or one revocation. Not for
/// use by two threads at once.
class AuthenticatedEndpoint {
 public:
  /// @param key the setting that names the endpoint.
  /// @param secrets what is redacted where a response repeats it. @param effects must live as long as this.
  AuthenticatedEndpoint(const Url& url, std::string key, std::vector<std::string> secrets,
                        const Effects& effects);

  /// Sends a request. A 429 or 503 that asks to wait for at most 5 s is obeyed, once for all requests.
  /// @throws Error{Network} when there is no response.
  [[nodiscard]] HttpResponse send(const HttpRequest& request, ClientAuthentication method);

  /// What to do about a response that is not OAuth's.
  [[nodiscard]] std::string hint() const { return "check OAUTH_SERVICE_URL or " + key_; }

  /// Traces the beginning of a body that is not OAuth's, with secrets redacted.
  void trace_body(const std::string& body) const;

  /// Traces whether the last method was accepted.
  void trace_end(ClientAuthentication method, bool accepted) const;

 private:
  [[nodiscard]] HttpResponse send_once(const HttpRequest& request, ClientAuthentication method) const;
  [[nodiscard]] std::optional<std::chrono::seconds> find_retry_delay(const HttpResponse& response) const;

  std::string key_;
  std::string name_;
  std::vector<std::string> secrets_;
  const Effects& effects_;
  bool has_waited_ = false;
};

}  // namespace goto_token
