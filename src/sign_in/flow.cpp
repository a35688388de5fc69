#include "goto_token/sign_in/flow.hpp"

#include <array>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/oauth/authorization_request.hpp"
#include "goto_token/oauth/pkce.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/sign_in/notices.hpp"
#include "goto_token/sign_in/page_opener.hpp"
#include "goto_token/sign_in/pages.hpp"
#include "goto_token/sign_in/pushed_authorization_request.hpp"
#include "goto_token/sign_in/response_receiver.hpp"

namespace goto_token {
namespace {

/// The values that bind the steps of one run together. Each run makes its own.
struct OneTimeValues {
  Secret state;
  Secret code_verifier;
};

OneTimeValues make_one_time_values(const Effects& effects) {
  std::array<std::byte, kStateOctets> for_state = {};
  std::array<std::byte, kCodeVerifierOctets> for_verifier = {};
  effects.fill_random(for_state);
  effects.fill_random(for_verifier);
  return {make_state(for_state), make_code_verifier(for_verifier)};
}

FormParameters make_request(const Config& config, const std::string& redirect_uri,
                            const OneTimeValues& values) {
  return make_authorization_parameters({.client_id = config.client.id,
                                        .redirect_uri = redirect_uri,
                                        .scope = join_words(config.scopes),
                                        .state = values.state.reveal(),
                                        .code_challenge = make_code_challenge(values.code_verifier),
                                        .further = config.authorization_parameters});
}

/// What stands above the URL. A request that the server keeps for less than the wait has to be opened sooner.
std::string make_invitation(const Config& config, const std::optional<PushedAuthorizationRequest>& pushed) {
  const auto expires_in = pushed ? pushed->authorization.expires_in : std::nullopt;
  const bool ends_early = expires_in && (!config.timeout || *expires_in < *config.timeout);
  return "open this address in a browser" +
         (ends_early ? " within " + std::to_string(expires_in->count()) + " s" : "") + " to sign in:";
}

/// Waits for the authorization response.
/// @param pushed nullopt when the request was not pushed.
ReceivedResponse receive(ResponseReceiver& receiver, std::optional<BrowserRun> browser,
                         const std::optional<PushedAuthorizationRequest>& pushed, const Effects& effects) {
  try {
    return receiver.receive(std::move(browser));
  } catch (const Error& error) {
    if (!pushed) {
      throw;
    }
    throw with_expiry(error, *pushed, effects.steady_now());
  }
}

/// The effects with waits that serve the listener: further requests are rejected while the code is exchanged.
Effects serving_meanwhile(const Effects& effects, ResponseReceiver& receiver) {
  Effects serving = effects;
  serving.wait = [&receiver](std::span<pollfd> events, Deadline deadline) {
    receiver.serve(events, deadline);
  };
  return serving;
}

}  // namespace

ReceivedToken run_authorization_code_grant(const Config& config, const AuthorizationServer& server,
                                           const Effects& effects) {
  // 1. Listen first: a program that reads the URL may respond at once.
  const OneTimeValues values = make_one_time_values(effects);
  ResponseReceiver receiver(
      config, {.state = values.state, .issuers = server.issuers, .iss_required = server.iss_required},
      effects);

  // 2. Where the server keeps authorization requests, this one is pushed there (RFC 9126 §2).
  const FormParameters request = make_request(config, receiver.redirect_uri(), values);
  Client client = make_client(config, server);
  std::optional<PushedAuthorizationRequest> pushed;
  if (const auto& endpoint = server.pushed_authorization_request_endpoint) {
    pushed = push_authorization_request(*endpoint, request, config.redirect_uri, client, effects);
  }

  // 3. It goes through the user's browser, in whole (RFC 6749 §4.1.1) or by its request URI (RFC 9126 §4).
  const std::string url = pushed ? make_pushed_authorization_url(server.authorization_endpoint, client.id,
                                                                 pushed->authorization.request_uri)
                                 : make_authorization_url(server.authorization_endpoint, request);
  effects.diagnostics.to_copy(make_invitation(config, pushed), url);
  receiver.announce();

  // 4. The authorization response comes back on loopback (§4.1.2), or is pasted.
  auto browser = open_sign_in_page(url, effects);
  effects.prepare_network(server.token_endpoint);  // meanwhile the person signs in
  const ReceivedResponse received = receive(receiver, std::move(browser), pushed, effects);
  if (const auto* const error = std::get_if<AuthorizationError>(&received.response)) {
    receiver.show(received, make_error_response_page(*error));
    throw make_authorization_failure(*error);
  }
  effects.diagnostics.trace("authorization response: the state matches, a code came");

  // 5. The code is exchanged for a token (§4.1.3, RFC 7636 §4.5), and the browser shows the result.
  const FormParameters grant = make_authorization_code_grant(std::get<AuthorizationCode>(received.response),
                                                             receiver.redirect_uri(), values.code_verifier);
  try {
    ReceivedToken token =
        exchange_token(server.token_endpoint, grant, client, serving_meanwhile(effects, receiver));
    receiver.show(received, make_success_page());
    return token;
  } catch (const Error& error) {
    receiver.show(received, make_failure_page(error));
    throw;
  } catch (const std::exception&) {
    receiver.show(received, make_failure_page(
                                Error(ExitCode::Failure, "an unexpected error, which the terminal shows")));
    throw;
  }
}

}  // namespace goto_token
