#include "goto_token/tokens/stored_token.hpp"

#include <optional>
#include <utility>

#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {
namespace {

/// Why a login neither meets the requirements nor can be refreshed; nullopt when there is no such reason.
std::optional<std::string> find_obstacle(const std::optional<StoredLogin>& login,
                                         const TokenRequirements& requirements, bool valid) {
  if (!login) {
    return "there is no stored login";
  }
  if (!covers(*login, requirements.scopes)) {
    return "the stored login does not cover the scopes";
  }
  if (!valid && login->refresh_token.empty()) {
    return "the stored token runs out, and there is no refresh token";
  }
  return std::nullopt;
}

StoredToken make_unusable(std::string reason, const Effects& effects) {
  effects.diagnostics.trace(reason);
  return NoStoredToken{std::move(reason)};
}

/// Refreshes the login. The caller holds the store's lock.
StoredToken refresh(const TokenStore& store, const StoredLogin& login, const TokenRequirements& requirements,
                    const Client& client, const Effects& effects) {
  store.check_writable();  // a new refresh token that cannot be stored would be lost, and the login with it
  require_confidential_endpoint(login.token_endpoint, requirements.allow_http);
  const FormParameters grant = make_refresh_token_grant(login.refresh_token);
  const auto response = try_exchange_token(login.token_endpoint, grant, make_client(client, login), effects);
  if (const auto* const token = std::get_if<ReceivedToken>(&response)) {
    StoredLogin refreshed = refresh_login(login, *token);
    store.save(refreshed);
    effects.diagnostics.trace("refreshed the stored login");
    warn_of_missing_scopes(token->response, requirements.scopes, effects.diagnostics);
    return refreshed;
  }
  const auto& error_response = std::get<TokenErrorResponse>(response);
  if (error_response.error != "invalid_grant") {
    const Error error = make_token_error(error_response, grant, client);
    throw Error(error.code(), error.what(),
                error.hint_or("if it keeps failing, run goto-token login to start over"));
  }
  store.erase();
  effects.diagnostics.note("the stored login is no longer accepted by the server; it was erased");
  return NoStoredToken{.reason = "the server ended the stored login", .revoked = true};
}

}  // namespace

StoredToken use_stored_login(const TokenStore& store, const TokenRequirements& requirements,
                             const Client& client, const Effects& effects) {
  std::optional<StoredLogin> login = store.load();
  const bool valid = login && is_valid(*login, effects.now(), requirements.min_valid);
  if (auto obstacle = find_obstacle(login, requirements, valid)) {
    return make_unusable(*std::move(obstacle), effects);
  }
  if (valid) {
    effects.diagnostics.trace("the stored token is valid");
    return *std::move(login);
  }
  const FileLock lock = store.lock(effects);
  std::optional<StoredLogin> current = store.load();
  if (!current) {
    // Another process held the lock meanwhile: the server ended the login, or the user logged out.
    return NoStoredToken{.reason = "the stored login has just ended", .revoked = true};
  }
  // A token that another process has just fetched is as new as possible, even if its lifetime is shorter than
  // required.
  const bool replaced = !login->access_token.equals(current->access_token.reveal());
  const bool now_valid =
      is_valid(*current, effects.now(), replaced ? std::chrono::seconds(0) : requirements.min_valid);
  // The other process may also have stored another login.
  if (auto obstacle = find_obstacle(current, requirements, now_valid)) {
    return make_unusable(*std::move(obstacle), effects);
  }
  if (now_valid) {
    effects.diagnostics.trace("another process has refreshed the stored login");
    return *std::move(current);
  }
  return refresh(store, *current, requirements, client, effects);
}

}  // namespace goto_token
