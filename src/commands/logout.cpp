#include <optional>

#include "goto_token/commands/commands.hpp"
#include "goto_token/tokens/token_exchange.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {
namespace {

void revoke(const Session& session, const StoredLogin& login) {
  if (!login.revocation_endpoint) {
    session.effects.diagnostics.note(
        "the server has no revocation endpoint; its tokens remain valid until they expire");
    return;
  }
  const bool refreshable = !login.refresh_token.empty();
  const Secret& token = refreshable ? login.refresh_token : login.access_token;
  revoke_token(*login.revocation_endpoint, token, refreshable ? "refresh_token" : "access_token",
               make_client(session.config.client, login), session.effects);
}

/// Reads the login. Erases one that cannot be used, and fails.
std::optional<StoredLogin> load(LockedStore& store) {
  try {
    return store.load();
  } catch (const Error& error) {
    // erase() fails, too, where the file cannot be opened at all.
    store.erase();
    throw Error(error.code(), std::string("the login was erased here without being revoked: ") + error.what(),
                "if others may have its tokens, revoke them at the server");
  }
}

void erase_and_revoke(const Session& session, LockedStore& store, const StoredLogin& login) {
  // Checked before anything is erased: a later run with --allow-http can still revoke the login.
  if (login.revocation_endpoint) {
    require_confidential_endpoint(*login.revocation_endpoint, session.command_line.allow_http);
  }
  store.erase();
  try {
    revoke(session, login);
  } catch (const Error& error) {
    throw Error(error.code(),
                std::string("the login was erased here, but the server still accepts it: ") + error.what(),
                error.hint());
  }
}

}  // namespace

ExitCode log_out(const Session& session) {
  const TokenStore store = open_store(session);
  std::optional<StoredLogin> login;
  if (store.may_hold_login()) {  // locking would create the folder
    LockedStore locked = store.lock(session.effects);
    login = load(locked);
    if (login) {
      erase_and_revoke(session, locked, *login);
    } else {
      locked.erase();  // what a process that ended may have left
    }
  }
  session.effects.diagnostics.note(login ? "logged out" : "there was no stored login");
  return ExitCode::Success;
}

}  // namespace goto_token
