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
#include "goto_token/app/response_reception.hpp"
#include "goto_token/app/token_exchange.hpp"
#include "goto_token/base/text.hpp"
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

/// Runs `exchange` while the listener goes on turning others away.
ReceivedToken exchange_while_listening(ResponseReception& reception,
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

}  // namespace

ReceivedToken run_authorization_code_grant(const Config& config, const AuthorizationServer& server,
                                           const Effects& effects, const Diagnostics& diagnostics) {
  // 1. Receive first: whoever reads the URL may answer at once.
  const OneTimeValues values = make_one_time_values(effects);
  ResponseReception reception(config, effects.input, {values.state, server.issuers, server.iss_required},
                              diagnostics);

  // 2. The authorization request goes through the user's browser (RFC 6749 §4.1.1).
  const std::string url = make_url(config, server.authorization_endpoint, reception.redirect_uri(), values);
  diagnostics.authorization_url("open this address in a browser to sign in:", url);
  reception.announce();

  // 3. The authorization response comes back on loopback (§4.1.2), or is pasted.
  const ReceivedResponse received = reception.receive(ask_to_sign_in(url, effects, diagnostics));
  if (const auto* const refusal = std::get_if<AuthorizationError>(&received.response)) {
    reception.show(received, make_refused_page(*refusal));
    throw make_authorization_failure(*refusal);
  }
  diagnostics.trace("authorization response: state right, code received");

  // 4. The code becomes a token (§4.1.3, RFC 7636 §4.5), and the browser hears how that went.
  const FormParameters grant = make_authorization_code_grant(std::get<AuthorizationCode>(received.response),
                                                             reception.redirect_uri(), values.code_verifier);
  try {
    const Client client = make_client(config, server);
    ReceivedToken token = exchange_while_listening(reception, [&] {
      TokenResponse response = exchange_token(server.token_endpoint, grant, client, effects, diagnostics);
      return ReceivedToken{std::move(response), effects.now()};
    });
    reception.show(received, make_success_page());
    return token;
  } catch (const Error& error) {
    reception.show(received, make_failure_page(error));
    throw;
  } catch (const std::exception&) {
    reception.show(
        received,
        make_failure_page(Error(ExitCode::Failure, "something unexpected happened; the terminal says more")));
    throw;
  }
}

}  // namespace goto_token
