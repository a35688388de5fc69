#include <exception>
#include <utility>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {
namespace {

void revoke(const Session& session, const StoredLogin& login, const std::optional<Url>& endpoint) {
  if (!endpoint) {
    session.diagnostics.note("the server has no revocation endpoint; its tokens live on until they expire");
    return;
  }
  const bool refreshable = !login.refresh_token.empty();
  const Secret& token = refreshable ? login.refresh_token : login.access_token;
  revoke_token(*endpoint, token, refreshable ? "refresh_token" : "access_token",
               make_client(session.config.client, login), session.effects, session.diagnostics);
}

}  // namespace

void log_out(const Session& session) {
  const TokenStore store = open_store(session);
  if (!store.has_folder()) {  // locking would make it
    session.diagnostics.note("there was no stored login");
    return;
  }
  const FileLock lock = store.lock(session.diagnostics);
  std::optional<StoredLogin> login;
  try {
    login = store.load();
  } catch (const Error& error) {
    // What cannot be opened at all cannot be erased either, and erase() says so.
    store.erase();
    throw Error(error.code(), std::string("the login was erased here without being revoked: ") + error.what(),
                "if others may have its tokens, revoke them at the server");
  }
  if (!login) {
    session.diagnostics.note("there was no stored login");
    return;
  }
  // First of all: what this run may not send to can still be revoked by the next one.
  std::optional<Url> endpoint;
  if (!login->revocation_endpoint.empty()) {
    endpoint = parse_stored_endpoint(login->revocation_endpoint, session.command_line.allow_http);
  }
  store.erase();
  try {
    revoke(session, *login, endpoint);
  } catch (const Error& error) {
    throw Error(error.code(),
                std::string("the login was erased here, but the server still accepts it: ") + error.what(),
                error.hint());
  }
  session.diagnostics.note("logged out");
}

}  // namespace goto_token
