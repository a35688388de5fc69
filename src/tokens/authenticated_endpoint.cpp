#include "goto_token/tokens/authenticated_endpoint.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/oauth/client_assertion.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/body_excerpt.hpp"
#include "goto_token/tokens/requests.hpp"

namespace goto_token {

void require_tls(const Url& endpoint, const std::string& key) {
  if (!is_https(endpoint)) {
    throw Error(ExitCode::Configuration,
                "client authentication tls cannot be used at '" +
                    printable(to_string(without_query(endpoint))) + "': it is plain http",
                "name an https endpoint with " + key + ", or another method with OAUTH_CLIENT_AUTH");
  }
}

void require_usable_certificate(const Client& client, const Url& endpoint, const std::string& key,
                                const Effects& effects) {
  if (presents_certificate(client)) {
    require_tls(endpoint, key);
    effects.check_client_certificate();
  }
}

AuthenticatedEndpoint::AuthenticatedEndpoint(const Url& url, const MetadataEndpoint& endpoint,
                                             std::vector<std::string> secrets, const Effects& effects)
    : url_(url),
      endpoint_(endpoint),
      name_(to_string(without_query(url))),
      secrets_(std::move(secrets)),
      effects_(effects) {}

std::vector<ClientAuthentication> AuthenticatedEndpoint::find_methods_to_try(const Client& client) const {
  std::vector<ClientAuthentication> methods = client_authentications_to_try(client);
  if (client.key.audience == to_string(url_)) {
    const auto first = std::find_if(methods.begin(), methods.end(), is_assertion);
    if (first != methods.end()) {
      methods.erase(std::remove_if(first + 1, methods.end(), is_assertion), methods.end());
    }
  }
  return methods;
}

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

/// An assertion for one request: no server takes it twice (RFC 7523 §3).
///
/// The endpoint as its audience is the address that it is sent to, and redirects are not followed: whoever
/// gets it is the only one that it is good for, also where metadata names endpoints of several servers.
Secret AuthenticatedEndpoint::sign_assertion(const Client& client, ClientAuthentication method) const {
  const bool names_endpoint = method == ClientAuthentication::PrivateKeyJwtToEndpoint;
  const auto& read = client.key.read_certificate;
  std::array<std::byte, kJtiOctets> random = {};
  effects_.fill_random(random);
  return make_client_assertion({.client_id = client.id,
                                .audience = names_endpoint ? to_string(url_) : client.key.audience,
                                .key_id = client.key.id,
                                .certificate = read ? read() : std::string(),
                                .issued_at = effects_.now()},
                               client.key.read(), choose_algorithm(client.key), random);
}

HttpResponse AuthenticatedEndpoint::send_once(const FormParameters& parameters, const Client& client,
                                              ClientAuthentication method) {
  const bool presents_certificate = method == ClientAuthentication::Tls;
  if (presents_certificate) {
    require_tls(url_, endpoint_.key);
  }
  const Secret assertion = is_assertion(method) ? sign_assertion(client, method) : Secret();
  HttpResponse response = send_traced(
      make_form_request(url_, parameters, client, method, assertion),
      "request to " + name_ + ", client authentication " + std::string(to_string(method)), effects_,
      presents_certificate ? ClientCertificateUse::Present : ClientCertificateUse::Withhold);
  if (!assertion.empty()) {  // in the error that a response may become, and in the trace of its body
    response.body = redact(std::move(response.body), assertion.reveal());
    secrets_.emplace_back(assertion.reveal());
  }
  return response;
}

std::optional<std::chrono::seconds> find_retry_delay(const HttpResponse& response, const Effects& effects) {
  const auto field = find_header(response.headers, "Retry-After");
  const bool is_asked =
      response.status == http_status::kTooManyRequests || response.status == http_status::kServiceUnavailable;
  return field && is_asked ? parse_retry_after(*field, effects.now()) : std::nullopt;
}

}  // namespace goto_token
