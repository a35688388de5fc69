#include "goto_token/tokens/stored_token.hpp"

#include <utility>
#include <variant>

#include "goto_token/oauth/token_request.hpp"
#include "goto_token/sign_in/notices.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {
namespace {

StoredToken usable(StoredLogin login) {
  return {std::move(login), false, {}};
}

StoredToken unusable(std::string why, const Diagnostics& diagnostics) {
  diagnostics.trace(why);
  return {std::nullopt, false, std::move(why)};
}

/// Why a login can neither give a token as wished nor be refreshed; nullopt when it can.
std::optional<std::string> find_obstacle(const std::optional<StoredLogin>& login, const TokenWish& wish,
                                         bool valid) {
  if (!login) {
    return "there is no stored login";
  }
  if (!covers(*login, wish.scopes)) {
    return "the stored login does not cover the scopes";
  }
  if (!valid && login->refresh_token.empty()) {
    return "the stored token runs out, and there is no refresh token";
  }
  return std::nullopt;
}

/// Makes the one refresh request. The caller holds the store's lock.
StoredToken refresh(const TokenStore& store, const StoredLogin& login, const TokenWish& wish,
                    const Client& client, const Effects& effects, const Diagnostics& diagnostics) {
  store.check_writable();  // a new refresh token that cannot be kept would be the end of the login
  const FormParameters grant = make_refresh_token_grant(login.refresh_token);
  const auto answer = try_exchange_token(parse_stored_endpoint(login.token_endpoint, wish.allow_http), grant,
                                         make_client(client, login), effects, diagnostics);
  if (const auto* const token = std::get_if<TokenResponse>(&answer)) {
    StoredLogin refreshed = refresh_login(login, *token, effects.now());
    store.save(refreshed);
    diagnostics.trace("refreshed the stored login");
    warn_of_missing_scopes(*token, wish.scopes, diagnostics);
    return usable(std::move(refreshed));
  }
  const auto& refusal = std::get<TokenErrorResponse>(answer);
  if (refusal.error != "invalid_grant") {
    const Error error = make_token_refusal(refusal, grant, client);
    throw Error(error.code(), error.what(),
                error.hint().empty() ? "if it stays so, run goto-token login to begin anew" : error.hint());
  }
  store.erase();
  diagnostics.note("the stored login is no longer accepted by the server; it was erased");
  return {std::nullopt, true, "the server ended the stored login"};
}

bool is_same_token(const StoredLogin& a, const StoredLogin& b) {
  return a.access_token.equals(b.access_token.reveal());
}

}  // namespace

StoredToken use_stored_login(const TokenStore& store, const TokenWish& wish, const Client& client,
                             const Effects& effects, const Diagnostics& diagnostics) {
  std::optional<StoredLogin> login = store.load();
  const bool valid = login && is_valid(*login, effects.now(), wish.min_valid);
  if (auto obstacle = find_obstacle(login, wish, valid)) {
    return unusable(*std::move(obstacle), diagnostics);
  }
  if (valid) {
    diagnostics.trace("the stored token is valid");
    return usable(*std::move(login));
  }
  const FileLock lock = store.lock(diagnostics);
  std::optional<StoredLogin> current = store.load();
  if (!current) {
    return {std::nullopt, true,
            "the stored login has just ended"};  // whoever held the lock found it revoked, or logged out
  }
  // A token that another process has just fetched is as fresh as can be had, even if it lives shorter than
  // wished.
  const bool replaced = !is_same_token(*login, *current);
  const bool now_valid =
      is_valid(*current, effects.now(), replaced ? std::chrono::seconds(0) : wish.min_valid);
  // It may also be another login altogether.
  if (auto obstacle = find_obstacle(current, wish, now_valid)) {
    return unusable(*std::move(obstacle), diagnostics);
  }
  if (now_valid) {
    diagnostics.trace("another process has refreshed the stored login");
    return usable(*std::move(current));
  }
  return refresh(store, *current, wish, client, effects, diagnostics);
}

}  // namespace goto_token
