#include "goto_token/tokens/requests.hpp"

#include <utility>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/tokens/body_excerpt.hpp"

namespace goto_token {

HttpResponse send_traced(const HttpRequest& request, const std::string& what, const Effects& effects) {
  const auto start = effects.steady_now();
  HttpResponse response =
      effects.send(request, {.wait = effects.wait, .before_sending = effects.before_sending});
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(effects.steady_now() - start);
  effects.diagnostics.trace(what + ": HTTP status " + std::to_string(response.status) + " after " +
                            std::to_string(took.count()) + " ms");
  return response;
}

AuthenticatedEndpoint::AuthenticatedEndpoint(const Url& url, std::string key,
                                             std::vector<std::string> secrets, const Effects& effects)
    : key_(std::move(key)),
      name_(to_string(without_query(url))),
      secrets_(std::move(secrets)),
      effects_(effects) {}

HttpResponse AuthenticatedEndpoint::send(const HttpRequest& request, ClientAuthentication method) {
  HttpResponse response = send_once(request, method);
  const auto delay = find_retry_delay(response);
  if (!delay || has_waited_) {
    return response;
  }
  has_waited_ = true;
  effects_.diagnostics.note("the server asks to wait " + std::to_string(delay->count()) +
                            " s before trying again");
  pause(*delay, effects_.wait);
  return send_once(request, method);
}

void AuthenticatedEndpoint::trace_body(const std::string& body) const {
  effects_.diagnostics.trace(body.empty()
                                 ? "the body of the response is empty"
                                 : "the body of the response begins: " + make_body_excerpt(body, secrets_));
}

void AuthenticatedEndpoint::trace_end(ClientAuthentication method, bool accepted) const {
  effects_.diagnostics.trace(std::string(accepted ? "accepted" : "refused") + " with client authentication " +
                             std::string(to_string(method)));
}

HttpResponse AuthenticatedEndpoint::send_once(const HttpRequest& request, ClientAuthentication method) const {
  return send_traced(
      request, "request to " + name_ + ", client authentication " + std::string(to_string(method)), effects_);
}

std::optional<std::chrono::seconds> AuthenticatedEndpoint::find_retry_delay(
    const HttpResponse& response) const {
  constexpr std::chrono::seconds kLongest{5};
  const auto field = find_header(response.headers, "Retry-After");
  if (!field || (response.status != http_status::kTooManyRequests &&
                 response.status != http_status::kServiceUnavailable)) {
    return std::nullopt;
  }
  const auto delay = parse_retry_after(*field, effects_.now());
  return delay && *delay <= kLongest ? delay : std::nullopt;
}

}  // namespace goto_token
