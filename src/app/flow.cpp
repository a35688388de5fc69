#include "goto_token/app/flow.hpp"

#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <future>
#include <system_error>
#include <thread>
#include <utility>
#include <variant>

#include "goto_token/app/notices.hpp"
#include "goto_token/app/redirect_reception.hpp"
#include "goto_token/app/token_exchange.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/redirect_page.hpp"
#include "goto_token/oauth/authorization_request.hpp"
#include "goto_token/oauth/pkce.hpp"
#include "goto_token/oauth/token_request.hpp"

namespace goto_token {
namespace {

/// The values that tie the parts of one run together: made once, and of no use to any other run.
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

std::string make_url(const Config& config, const Url& authorization_endpoint, const std::string& redirect_uri,
                     const OneTimeValues& values) {
  return make_authorization_url({authorization_endpoint, config.client.id, redirect_uri,
                                 join_words(config.scopes), values.state.reveal(),
                                 make_code_challenge(values.code_verifier)});
}

std::optional<BrowserRun> ask_to_sign_in(const std::string& url, const Effects& effects,
                                         const Diagnostics& diagnostics) {
  try {
    auto browser = effects.open_browser(url);
    diagnostics.trace(browser ? "started a browser" : "no browser to start");
    return browser;
  } catch (const Error& error) {
    diagnostics.note(error.what() + std::string("; open the address above yourself"));
    return std::nullopt;
  }
}

ReceivedResponse await_response(RedirectReception& reception, const Config& config,
                                std::optional<BrowserRun> browser) {
  std::optional<LoopbackListener::Clock::time_point> deadline;
  if (config.timeout) {
    deadline = LoopbackListener::Clock::now() + *config.timeout;
  }
  auto received = reception.receive(deadline, std::move(browser));
  reception.report_refusals();
  if (!received) {
    throw Error(ExitCode::TimedOut,
                "no authorization response came within " + std::to_string(config.timeout->count()) + " s",
                "run it again and finish the sign-in in the browser, or give it longer with --timeout");
  }
  return *std::move(received);
}

/// Runs `exchange` while the listener goes on turning others away.
ReceivedToken exchange_while_listening(RedirectReception& reception,
                                       const std::function<ReceivedToken()>& exchange) {
  const FileDescriptor done(::eventfd(0, EFD_CLOEXEC));
  if (!done.is_open()) {
    throw Error(ExitCode::Failure, "cannot wait for the token: " + std::generic_category().message(errno));
  }
  std::packaged_task<ReceivedToken()> task(exchange);
  std::future<ReceivedToken> token = task.get_future();
  const std::jthread exchanging([&task, &done] {
    task();
    ::eventfd_write(done.number(), 1);
  });
  reception.refuse_until(done.number());
  return token.get();
}

void show(LoopbackListener& listener, const PendingRequest& request, const RedirectPage& page) {
  listener.respond(request, make_http_response(page));
  listener.finish(request);
}

}  // namespace

ReceivedToken run_authorization_code_grant(const Config& config, const AuthorizationServer& server,
                                           const Effects& effects, const Diagnostics& diagnostics) {
  // 1. Listen first: whoever reads the URL may call back at once.
  const Url& redirect = config.redirect_uri.url;
  LoopbackListener listener(listen_on_loopback(redirect.host, redirect.port));
  const std::string redirect_uri = with_real_port(config.redirect_uri, listener.port());
  diagnostics.trace("listening for " + redirect_uri);

  // 2. The authorization request goes through the user's browser (RFC 6749 §4.1.1).
  const OneTimeValues values = make_one_time_values(effects);
  const std::string url = make_url(config, server.authorization_endpoint, redirect_uri, values);
  diagnostics.authorization_url("open this address in a browser to sign in:", url);
  announce_wait(config, listener.port(), diagnostics);

  // 3. The authorization response comes back on loopback (§4.1.2).
  RedirectReception reception(listener, {loopback_authorities(redirect.host, listener.port()), redirect.path},
                              {values.state, server.issuers, server.iss_required}, diagnostics);
  const ReceivedResponse received =
      await_response(reception, config, ask_to_sign_in(url, effects, diagnostics));
  if (const auto* const refusal = std::get_if<AuthorizationError>(&received.response)) {
    show(listener, received.request, make_refused_page(*refusal));
    throw make_authorization_failure(*refusal);
  }
  diagnostics.trace("authorization response: state right, code received");

  // 4. The code becomes a token (§4.1.3, RFC 7636 §4.5), and the browser hears how that went.
  const FormParameters grant = make_authorization_code_grant(std::get<AuthorizationCode>(received.response),
                                                             redirect_uri, values.code_verifier);
  try {
    const Client client = {config.client.id, config.client.secret.clone(), config.client.authentication,
                           server.client_authentications};
    ReceivedToken token = exchange_while_listening(reception, [&] {
      TokenResponse response = exchange_token(server.token_endpoint, grant, client, effects, diagnostics);
      return ReceivedToken{std::move(response), effects.now()};
    });
    show(listener, received.request, make_success_page());
    return token;
  } catch (const Error& error) {
    show(listener, received.request, make_failure_page(error));
    throw;
  } catch (const std::exception&) {
    show(
        listener, received.request,
        make_failure_page(Error(ExitCode::Failure, "something unexpected happened; the terminal says more")));
    throw;
  }
}

}  // namespace goto_token
