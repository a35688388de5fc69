#include <optional>
#include <string>

#include "goto_token/base/text.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/tokens/authenticated_endpoint.hpp"
#include "goto_token/tokens/token_exchange.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {
namespace {

constexpr const char* kNoLogin = "there was no stored login";
constexpr const char* kNoRevocation =
    "the server has no revocation endpoint; its tokens remain valid until they expire";
constexpr const char* kUnknownSecretHint =
    "the secret of its client is not known here; revoke the login at the server, or let it expire";

/// Whether the configuration is of the login's client and server, so that its client secret may be sent
/// there.
bool is_configured(const Config& config, const LoginKey& key) {
  return config.client.id == key.client_id && config.service == key.service;
}

Client client_of(const Session& session, const StoredLogin& login) {
  if (is_configured(session.config, login.key)) {
    return make_client(session.config.client, login);
  }
  Client client;
  client.id = login.key.client_id;
  return client;
}

void revoke(const Session& session, const StoredLogin& login) {
  const bool refreshable = !login.refresh_token.empty();
  const Secret& token = refreshable ? login.refresh_token : login.access_token;
  revoke_token(*login.revocation_endpoint, token, refreshable ? "refresh_token" : "access_token",
               client_of(session, login), session.effects);
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
  // Checked before anything is erased: a later run with --allow-http, or with another key, can still revoke
  // the login.
  if (login.revocation_endpoint) {
    require_confidential_endpoint(*login.revocation_endpoint, session.command_line.allow_http);
    require_usable_key(client_of(session, login));
    require_usable_certificate(client_of(session, login), *login.revocation_endpoint,
                               "OAUTH_REVOCATION_ENDPOINT", session.effects);
  }
  store.erase();
  if (!login.revocation_endpoint) {
    return;
  }
  try {
    revoke(session, login);
  } catch (const Error& error) {
    const bool may_need_secret =
        error.code() == ExitCode::TokenRefused && !is_configured(session.config, login.key);
    throw Error(error.code(),
                std::string("the login was erased here, but the server still accepts it: ") + error.what(),
                may_need_secret ? kUnknownSecretHint : error.hint());
  }
}

/// What there was to end.
enum class Ended { Nothing, RevokedLogin, LoginWithoutRevocation };

Ended end_login(const Session& session, const TokenStore& store) {
  if (!store.may_hold_login()) {  // locking would create the folder
    return Ended::Nothing;
  }
  LockedStore locked = store.lock(session.effects);
  const std::optional<StoredLogin> login = load(locked);
  if (!login) {
    locked.erase();  // what a process that ended may have left
    return Ended::Nothing;
  }
  erase_and_revoke(session, locked, *login);
  return login->revocation_endpoint ? Ended::RevokedLogin : Ended::LoginWithoutRevocation;
}

/// The login for a message, as far as its file tells.
std::string describe(const LoginKey& key) {
  const std::string at = key.service.empty() ? "" : " at " + printable(name_described_service(key.service));
  std::string login =
      key.profile + at + (key.client_id.empty() ? "" : ", client " + printable(key.client_id));
  for (const std::string& fact : describe_target(key)) {
    login += ", " + printable(fact);
  }
  return login;
}

}  // namespace

ExitCode log_out(const Session& session) {
  const Ended ended = end_login(session, open_store(session));
  if (ended == Ended::LoginWithoutRevocation) {
    session.effects.diagnostics.note(kNoRevocation);
  }
  session.effects.diagnostics.note(ended == Ended::Nothing ? kNoLogin : "logged out");
  return ExitCode::Success;
}

ExitCode log_out_everywhere(const Session& session) {
  const Diagnostics& diagnostics = session.effects.diagnostics;
  ExitCode result = ExitCode::Success;
  bool is_empty = true;
  for (const TokenStore& store : open_every_store(session)) {
    const std::string login = describe(store.key());
    try {
      const Ended ended = end_login(session, store);
      if (ended != Ended::Nothing) {
        diagnostics.note("logged out of " + login +
                         (ended == Ended::LoginWithoutRevocation ? std::string("; ") + kNoRevocation : ""));
        is_empty = false;
      }
    } catch (const Error& error) {
      diagnostics.error(Error(error.code(), login + ": " + error.what(), error.hint()));
      result = result == ExitCode::Success ? error.code() : result;
      is_empty = false;
    }
  }
  if (is_empty) {
    diagnostics.note(kNoLogin);
  }
  return result;
}

}  // namespace goto_token
