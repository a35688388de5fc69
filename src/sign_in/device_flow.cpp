#include "goto_token/sign_in/device_flow.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/device_authorization.hpp"
#include "goto_token/oauth/device_polling.hpp"
#include "goto_token/sign_in/device_wait.hpp"
#include "goto_token/sign_in/notices.hpp"
#include "goto_token/sign_in/page_opener.hpp"
#include "goto_token/tokens/authenticated_endpoint.hpp"
#include "goto_token/tokens/body_excerpt.hpp"
#include "goto_token/tokens/error_response.hpp"

namespace goto_token {
namespace {

using std::chrono::seconds;

/// parse_device_authorization, with what a page that is not there most likely means.
/// @param hint at what names the endpoint.
std::variant<DeviceAuthorization, TokenErrorResponse> parse_response(const HttpResponse& response,
                                                                     const std::string& hint) {
  try {
    return parse_device_authorization(response);
  } catch (const Error& error) {
    throw response.status == http_status::kNotFound
        ? error.or_hint(
              hint + "; the server may not offer the device authorization grant, and --grant chooses another")
        : error;
  }
}

/// Sends the device authorization request. The client then knows which method of authentication was accepted.
DeviceAuthorization request_device_authorization(const Config& config, const Url& url, Client& client,
                                                 const Effects& effects) {
  FormParameters parameters = make_device_authorization_parameters(client.id, join_words(config.scopes));
  parameters.insert(parameters.end(), config.authorization_parameters.begin(),
                    config.authorization_parameters.end());
  AuthenticatedEndpoint endpoint(url, kDeviceAuthorizationEndpoint, find_secrets(parameters, client),
                                 effects);
  const auto parse = [&](const HttpResponse& http) { return parse_response(http, endpoint.hint(client)); };
  auto response = try_each_method(endpoint, parameters, client, parse, &client.accepted);
  if (const auto* const error = std::get_if<TokenErrorResponse>(&response)) {
    parameters.emplace_back("grant_type", config.grant->grant_type);  // for the hint of the grant
    throw make_refusal("the device authorization endpoint refused", *error, parameters, client);
  }
  return std::get<DeviceAuthorization>(std::move(response));
}

/// Makes sure that a person has time to enter the code.
void require_lasting_code(const DeviceAuthorization& authorization) {
  if (authorization.expires_in == seconds::zero()) {
    throw Error(ExitCode::TimedOut,
                "the device code ran out at once: the expires_in of the device authorization endpoint's "
                "response is 0",
                "run it again for a new one; if that does not help, tell the server's owner");
  }
}

/// Makes sure that others on the network can neither read the user code nor replace the page.
void require_confidential_page(const WebAddress& page, bool allow_http) {
  if (!is_confidential(page.url) && !allow_http) {
    throw Error(ExitCode::Network,
                "the device authorization endpoint's response cannot be used: its verification_uri '" +
                    printable(page.text) + "': " + explain_plain_http("the code and the sign-in"),
                "ask the server's owner for https, or use " + std::string(kAllowHttpHint));
  }
}

void announce(const DeviceAuthorization& authorization, const Diagnostics& diagnostics) {
  diagnostics.to_copy("to sign in, open this address in a browser on any device:",
                      authorization.verification_uri.text);
  diagnostics.to_copy("and enter this code there:", authorization.user_code);
  if (const auto& complete = authorization.verification_uri_complete) {
    diagnostics.to_copy("or open this address, which holds the code; the page must show the same one:",
                        *complete);
  }
  if (!authorization.complete_problem.empty()) {
    diagnostics.note("the server's verification_uri_complete is left out: it " +
                     authorization.complete_problem);
  }
}

/// The error at the end of the time for the sign-in.
/// @param set what the person set as the limit; nullopt where the device code has run out.
Error make_timeout(std::optional<seconds> set, const std::string& last_failure) {
  const std::string last = last_failure.empty() ? "" : "; the last request failed: " + last_failure;
  return set ? Error(ExitCode::TimedOut,
                     "the sign-in was not finished within " + std::to_string(set->count()) + " s" + last,
                     "run it again, or give it longer with --timeout")
             : Error(ExitCode::TimedOut, "the device code ran out before the sign-in was finished" + last,
                     "run it again for a new one");
}

/// How long the polls go on.
struct PollingTime {
  Deadline end;
  bool code_lasts_longer = false;  ///< Whether the code is still good at the end.
};

/// When to poll next; nullopt where the server wants no poll before the end. Of a code that lasts longer, the
/// last poll waits for the end: whoever has finished by then has the token.
std::optional<Deadline> choose_next_poll(const PollingPace& pace, Deadline now, const PollingTime& time) {
  if (now + pace.least() > time.end) {
    return std::nullopt;
  }
  const Deadline next = now + pace.wait();
  const bool is_last = next + pace.least() > time.end;
  return is_last && time.code_lasts_longer ? time.end : std::min(next, time.end);
}

/// The polls of one device code (RFC 8628 §3.4, §3.5).
class Polls {
 public:
  Polls(const Url& token_endpoint, const DeviceAuthorization& authorization, Client client, Effects effects)
      : token_endpoint_(token_endpoint),
        parameters_(make_device_code_grant(authorization.device_code)),
        client_(std::move(client)),
        effects_(std::move(effects)),
        pace_(authorization.interval) {
    parameters_.insert(parameters_.end(), client_.token_parameters.begin(), client_.token_parameters.end());
  }

  /// When to send the first one. No other was sent before, so that it may come as soon as need be.
  [[nodiscard]] Deadline choose_first(const PollingTime& time) const {
    return std::min(effects_.steady_now() + pace_.wait(), time.end);
  }

  /// When to send the next one; nullopt for never. Says that the last one failed, while there is time.
  [[nodiscard]] std::optional<Deadline> choose_next(const PollingTime& time) const {
    const Deadline now = effects_.steady_now();
    const auto next = choose_next_poll(pace_, now, time);
    if (!last_failure_.empty() && now < time.end) {
      const auto delay = std::chrono::ceil<seconds>(next.value_or(now) - now);
      const std::string text =
          last_failure_ + (next ? "; trying again in " + std::to_string(delay.count()) + " s" : "");
      failed_before_ ? effects_.diagnostics.trace(text) : effects_.diagnostics.note(text);
    }
    return next;
  }

  /// Why the last one brought no response of use; empty where it did.
  [[nodiscard]] const std::string& last_failure() const noexcept { return last_failure_; }

  /// Sends one. @returns nullopt where a later one may bring the token.
  /// @throws Error where none will.
  std::optional<ReceivedToken> send() {
    std::optional<seconds> retry_delay;
    failed_before_ = !std::exchange(last_failure_, {}).empty();
    try {
      auto response = receive(retry_delay);
      if (auto* const token = std::get_if<TokenResponse>(&response)) {
        token->client_authentication = client_.accepted;
        if (is_assertion(client_.accepted)) {
          token->assertion_algorithm = choose_algorithm(client_.key);
        }
        return ReceivedToken{std::move(*token), effects_.now()};
      }
      take(std::get<PollError>(response), retry_delay);
    } catch (const Error& failure) {
      if (!failure.may_pass()) {
        throw;
      }
      last_failure_ = failure.what();
      pace_.take(PollResult::Unavailable, retry_delay);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] PollResponse receive(std::optional<seconds>& retry_delay) {
    AuthenticatedEndpoint endpoint(token_endpoint_, kTokenEndpoint, find_secrets(parameters_, client_),
                                   effects_);
    endpoint.leave_waiting();
    const auto parse = [&](const HttpResponse& response) {
      retry_delay = find_retry_delay(response, effects_);
      return parse_poll_response(response);
    };
    std::optional<ClientAuthentication> last;
    auto response = try_each_method(endpoint, parameters_, client_, parse, &last);
    if (const auto* const error = std::get_if<TokenErrorResponse>(&response)) {
      throw make_token_error(*error, parameters_, client_);
    }
    client_.accepted = last;
    return std::get<PollResponse>(std::move(response));
  }

  void take(const PollError& error, std::optional<seconds> retry_delay) {
    if (error.result == PollResult::Denied) {
      const std::string description =
          redact_secrets(error.response.description, find_secrets(parameters_, client_));
      throw make_authorization_failure(
          AuthorizationErrorResponse{.error = error.response.error, .description = description});
    }
    if (error.result == PollResult::Expired) {
      throw make_timeout(std::nullopt, {});
    }
    effects_.diagnostics.trace(printable(error.response.error));
    pace_.take(error.result, retry_delay);
  }

  const Url& token_endpoint_;
  FormParameters parameters_;
  Client client_;
  Effects effects_;
  PollingPace pace_;
  std::string last_failure_;
  bool failed_before_ = false;  // whether the poll before the last one failed
};

/// The effects for polls: their waits show how long is left, and that one failed is noted once.
Effects make_polling_effects(const Effects& effects, DeviceWait& wait) {
  Effects polling = effects;
  polling.wait = [&wait](std::span<pollfd> events, Deadline deadline) { wait.wait(events, deadline); };
  polling.send = [&effects](const HttpRequest& request, SendOptions options) {
    options.notes_retries = false;
    return effects.send(request, options);
  };
  return polling;
}

}  // namespace

ReceivedToken run_device_code_grant(const Session& session, const AuthorizationServer& server) {
  const Config& config = session.config;
  const Effects& effects = session.effects;

  // 1. The server gives a code for this device, and one for the person (RFC 8628 §3.1, §3.2).
  Client client = make_client(config, server);
  const DeviceAuthorization authorization =
      request_device_authorization(config, *server.device_authorization_endpoint, client, effects);
  require_lasting_code(authorization);
  require_confidential_page(authorization.verification_uri, session.command_line.allow_http);

  // 2. The person opens the page on any device, and enters the code (§3.3).
  announce(authorization, effects.diagnostics);
  auto browser = open_sign_in_page(
      authorization.verification_uri_complete.value_or(authorization.verification_uri.text), effects);

  // 3. Meanwhile this device polls (§3.4, §3.5).
  const bool is_cut = config.timeout && *config.timeout < authorization.expires_in;
  DeviceWait wait(is_cut ? *config.timeout : authorization.expires_in, std::move(browser), effects);
  Polls polls(server.token_endpoint, authorization, std::move(client), make_polling_effects(effects, wait));
  const PollingTime time = {.end = wait.end(), .code_lasts_longer = is_cut};
  for (std::optional<Deadline> next = polls.choose_first(time); next; next = polls.choose_next(time)) {
    wait.wait_until(*next);
    if (auto token = polls.send()) {
      return *std::move(token);
    }
  }
  wait.wait_until(wait.end());
  throw make_timeout(is_cut ? config.timeout : std::nullopt, polls.last_failure());
}

}  // namespace goto_token
