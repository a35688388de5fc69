#include <utility>

#include "goto_token/commands/commands.hpp"
#include "goto_token/sign_in/notices.hpp"
#include "goto_token/sign_in/sign_in.hpp"
#include "goto_token/tokens/direct_grant.hpp"
#include "goto_token/tokens/stored_token.hpp"

namespace goto_token {

namespace {

IssuedToken fetch_directly(const Session& session) {
  ReceivedToken token = run_direct_grant(session);
  warn_of_missing_scopes(token.response, session.config.scopes, session.diagnostics);
  return make_issued_token(std::move(token.response), token.received_at);
}

}  // namespace

IssuedToken fetch_token(const Session& session) {
  if (session.config.grant != Grant::AuthorizationCode) {
    return fetch_directly(session);
  }
  bool had_login = false;
  std::string why =
      session.command_line.fresh ? "--fresh passes over the stored login" : "there is no stored login";
  // Without a place for logins there is none; only login itself insists on one.
  if (!session.command_line.fresh && find_store_folder(session.settings)) {
    const TokenWish wish = {session.config.scopes, session.command_line.min_valid,
                            session.command_line.allow_http};
    StoredToken stored = use_stored_login(open_store(session), wish, session.config.client, session.effects,
                                          session.diagnostics);
    if (stored.login) {
      return {std::move(stored.login->access_token), stored.login->expires_at, std::move(stored.login->json)};
    }
    had_login = stored.revoked;
    why = std::move(stored.why_not);
  }
  SignedIn signed_in = sign_in(session, why);
  if (had_login) {
    save_login(session, signed_in);  // whoever had logged in stays logged in
  }
  return make_issued_token(std::move(signed_in.token.response), signed_in.token.received_at);
}

}  // namespace goto_token
