#include <utility>
#include <variant>

#include "goto_token/commands/commands.hpp"
#include "goto_token/sign_in/sign_in.hpp"
#include "goto_token/tokens/stored_token.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {
namespace {

StoredToken find_stored_token(const Session& session) {
  if (session.command_line.fresh) {
    return NoStoredToken{"--fresh ignores the stored login"};
  }
  if (!find_store_folder(session.settings)) {  // only login itself requires a folder
    return NoStoredToken{"there is no stored login"};
  }
  return use_stored_login(open_store(session.settings, session.config),
                          {.scopes = session.config.scopes,
                           .min_valid = session.command_line.min_valid,
                           .allow_http = session.command_line.allow_http},
                          session.config.client, session.effects);
}

}  // namespace

IssuedToken fetch_token(const Session& session) {
  if (session.config.grant->make_parameters != nullptr) {  // no person signs in
    return make_issued_token(run_direct_grant(session));
  }
  StoredToken stored = find_stored_token(session);
  if (auto* const login = std::get_if<StoredLogin>(&stored)) {
    return {.access_token = std::move(login->access_token),
            .expires_at = login->expires_at,
            .json = std::move(login->json)};
  }
  const auto& none = std::get<NoStoredToken>(stored);
  SignedIn signed_in = sign_in(session, none.reason);
  if (none.revoked) {
    save_login(session, signed_in);  // a user who had logged in stays logged in
  }
  return make_issued_token(std::move(signed_in.token));
}

ExitCode print_token(const Session& session) {
  session.effects.print(format_token(fetch_token(session), session.command_line.output).reveal());
  return ExitCode::Success;
}

}  // namespace goto_token
