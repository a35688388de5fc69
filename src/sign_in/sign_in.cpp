#include "goto_token/sign_in/sign_in.hpp"

#include "goto_token/command_line/login_command.hpp"
#include "goto_token/sign_in/device_flow.hpp"
#include "goto_token/sign_in/flow.hpp"
#include "goto_token/tokens/authenticated_endpoint.hpp"
#include "goto_token/tokens/metadata_discovery.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {
namespace {

ReceivedToken run_grant(const Session& session, const AuthorizationServer& server) {
  switch (session.config.grant->sign_in.value()) {
    case SignIn::Redirect:
      return run_authorization_code_grant(session.config, server, session.effects);
    case SignIn::Device:
      break;
  }
  return run_device_code_grant(session, server);
}

}  // namespace

SignedIn sign_in(const Session& session, const std::string& why) {
  if (session.command_line.non_interactive || session.command_line.refresh) {
    throw Error(ExitCode::LoginRequired, "login required: " + why,
                "run " + make_login_command(session.command_line) + " where a person can sign in");
  }
  const AuthorizationServer server = find_authorization_server(session.config, session.effects);
  check_client_key(make_client(session.config, server), session.effects);
  require_usable_certificate(make_client(session.config, server), server.token_endpoint,
                             "OAUTH_TOKEN_ENDPOINT", session.effects);
  session.effects.check_network(server.token_endpoint);
  SignedIn signed_in{run_grant(session, server), server};
  warn_of_missing_scopes(signed_in.token.response, session.config.scopes, session.effects.diagnostics);
  return signed_in;
}

StoredLogin save_login(const Session& session, const SignedIn& signed_in) {
  const TokenStore store = open_store(session);
  StoredLogin login = make_login(store.key(), signed_in.server, signed_in.token, session.config.scopes);
  LockedStore locked = store.lock(session.effects);
  if (const auto lack = locked.save(login)) {
    session.effects.diagnostics.warning(*lack);
  }
  return login;
}

}  // namespace goto_token
