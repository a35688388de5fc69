#include "goto_token/tokens/authenticated_endpoint.hpp"

#include <utility>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/body_excerpt.hpp"
#include "goto_token/tokens/requests.hpp"

namespace goto_token {

AuthenticatedEndpoint::AuthenticatedEndpoint(const Url& url, std::string keys,
                                             std::vector<std::string> secrets, const Effects& effects)
    : url_(url),
      keys_(std::move(keys)),
      name_(to_string(without_query(url))),
      secrets_(std::move(secrets)),
      effects_(effects) {}

HttpResponse AuthenticatedEndpoint::send(const FormParameters& parameters, const Client& client,
                                         ClientAuthentication method) {
  HttpResponse response = send_once(parameters, client, method);
  constexpr std::chrono::seconds kLongest{5};
  const auto delay = find_retry_delay(response, effects_);
  if (!delay || *delay > kLongest || has_waited_) {
    return response;
  }
  has_waited_ = true;
  effects_.diagnostics.note("the server asks to wait " + std::to_string(delay->count()) +
                            " s before trying again");
  pause(*delay, effects_.wait);
  return send_once(parameters, client, method);
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

HttpResponse AuthenticatedEndpoint::send_once(const FormParameters& parameters, const Client& client,
                                              ClientAuthentication method) const {
  return send_traced(make_form_request(url_, parameters, client, method),
                     "request to " + name_ + ", client authentication " + std::string(to_string(method)),
                     effects_);
}

std::optional<std::chrono::seconds> find_retry_delay(const HttpResponse& response, const Effects& effects) {
  const auto field = find_header(response.headers, "Retry-After");
  const bool is_asked =
      response.status == http_status::kTooManyRequests || response.status == http_status::kServiceUnavailable;
  return field && is_asked ? parse_retry_after(*field, effects.now()) : std::nullopt;
}

}  // namespace goto_token
