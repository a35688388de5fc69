#include "goto_token/doctor/checks.hpp"

#include <string>
#include <utility>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/doctor/summary.hpp"
#include "goto_token/tokens/metadata_discovery.hpp"

namespace goto_token {
namespace {

const char* const kService = "service";
const char* const kClock = "clock";
const char* const kClientKey = "client key";

/// The last response, for its date.
struct LastResponse {
  HttpResponse response;
  std::chrono::sys_seconds received_at;
};

/// The same effects, but `last` holds the last response.
Effects record_last_response(const Effects& effects, std::optional<LastResponse>& last) {
  Effects recording = effects;
  recording.send = [&effects, &last](const HttpRequest& request, const SendOptions& options) {
    HttpResponse response = effects.send(request, options);
    last = LastResponse{response, effects.now()};
    return response;
  };
  return recording;
}

std::string describe_transport(const Url& url) {
  if (is_https(url)) {
    return "over TLS, with a certificate that is trusted";
  }
  return is_loopback_host(url.host) ? "in plain http, which does not leave this machine"
                                    : "in plain http, which others on the network can read";
}

Check describe_response(const Url& endpoint, int status) {
  const std::string message = printable(origin(endpoint)) + " responds " + describe_transport(endpoint) +
                              " (HTTP status " + std::to_string(status) + ")";
  if (status >= http_status::kServerError) {
    return Check::warning(kService, message, "the server may have a problem; try again later");
  }
  if (!is_confidential(endpoint)) {
    return Check::warning(kService, message, "use https unless that network is yours alone");
  }
  return Check::ok(kService, message);
}

/// The invalid part of the set-up without which no request can be sent; nullopt when there is none.
std::optional<std::string> find_invalid_part(const SetUp& set_up) {
  if (!set_up.has_server()) {
    return "a URL of the service";
  }
  if (!set_up.has(kClientCertificate)) {
    return "the client certificate";
  }
  if (!set_up.has("OAUTH_CLIENT_KEY_FILE")) {
    return "OAUTH_CLIENT_KEY_FILE";
  }
  return set_up.has("OAUTH_CA_FILE") ? std::nullopt : std::optional<std::string>("OAUTH_CA_FILE");
}

/// @param key_check is set where the client's key does not fit the server.
Check ask_service(const Config& config, const Effects& effects, std::optional<Check>& key_check) {
  try {
    const AuthorizationServer server = find_authorization_server(config, effects);
    const Client client = make_client(config, server);
    if (const std::string why = explain_unfit_key(client); !why.empty()) {
      key_check = Check::warning(kClientKey, "the server's " + why,
                                 "set OAUTH_CLIENT_KEY_FILE to a key for one of these");
    }
    const Url& endpoint = server.token_endpoint;
    const auto certificate =
        presents_certificate(client) ? ClientCertificateUse::Present : ClientCertificateUse::Withhold;
    const HttpResponse response =
        effects.send({.method = "GET", .url = endpoint, .headers = {{"Accept", "application/json"}}},
                     {.wait = effects.wait, .client_certificate = certificate});
    return describe_response(endpoint, response.status);
  } catch (const Error& error) {
    return Check::failed(kService, error);
  }
}

}  // namespace

std::vector<Check> check_service(const SetUp& set_up, const Effects& effects) {
  const std::string no_response = "no response from the service to compare with";
  if (is_blank(set_up, set_up.checks)) {  // no person has chosen a service
    return {Check::skipped(kService, "nothing is set up yet"), Check::skipped(kClock, no_response)};
  }
  if (const auto invalid = find_invalid_part(set_up)) {
    return {Check::skipped(kService, *invalid + " cannot be used"), Check::skipped(kClock, no_response)};
  }
  std::optional<LastResponse> last;
  std::optional<Check> key_check;
  Check service = ask_service(set_up.config, record_last_response(effects, last), key_check);
  Check clock = last ? check_clock(find_header(last->response.headers, "Date"), last->received_at)
                     : Check::skipped(kClock, no_response);
  std::vector<Check> checks = {std::move(service), std::move(clock)};
  if (key_check) {
    checks.push_back(*std::move(key_check));
  }
  return checks;
}

Check check_clock(std::optional<std::string_view> date, std::chrono::sys_seconds now) {
  // A smaller difference does no harm: certificates and tokens are valid for longer, and a response may come
  // from a cache.
  constexpr std::chrono::seconds kTolerated{60};
  if (!date) {
    return Check::skipped(kClock, "the service's response has no date");
  }
  const auto service_time = parse_http_date(*date);
  if (!service_time) {
    return Check::skipped(kClock, "the date of the service's response cannot be read");
  }
  const std::chrono::seconds skew = now - *service_time;
  const std::string difference = std::to_string(std::chrono::abs(skew).count()) + " s " +
                                 (skew.count() < 0 ? "behind" : "ahead of") + " the service's";
  if (std::chrono::abs(skew) <= kTolerated) {
    return Check::ok(kClock, skew.count() == 0 ? "the same as the service's" : difference);
  }
  return Check::warning(kClock, difference,
                        "set this machine's clock; certificates and stored tokens depend on it");
}

}  // namespace goto_token
