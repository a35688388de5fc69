#include "goto_token/app/stored_token.hpp"

#include <utility>
#include <variant>

#include "goto_token/app/token_exchange.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/token_request.hpp"

namespace goto_token {
namespace {

StoredToken usable(StoredLogin login) {
  return {std::move(login), false, {}};
}

StoredToken unusable(std::string why, const Diagnostics& diagnostics) {
  diagnostics.trace(why);
  return {std::nullopt, false, std::move(why)};
}

/// Makes the one refresh request. The caller holds the store's lock.
StoredToken refresh(const TokenStore& store, const StoredLogin& login, const TokenWish& wish,
                    const Client& client, const Effects& effects, const Diagnostics& diagnostics) {
  store.check_writable();  // a new refresh token that cannot be kept would be the end of the login
  const FormParameters grant = make_refresh_token_grant(login.refresh_token);
  const auto answer = try_exchange_token(parse_url(login.token_endpoint), grant, make_client(client, login),
                                         effects, diagnostics);
  if (const auto* const token = std::get_if<TokenResponse>(&answer)) {
    StoredLogin refreshed = refresh_login(login, *token, effects.now());
    store.save(refreshed);
    diagnostics.trace("refreshed the stored login");
    const auto missing = find_missing_scopes(*token, wish.scopes);
    if (!missing.empty()) {
      diagnostics.warning("the server did not grant these scopes: " + printable(join_words(missing)));
    }
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
  if (!login || !covers(*login, wish.scopes)) {
    return unusable(login ? "the stored login does not cover the scopes" : "there is no stored login",
                    diagnostics);
  }
  if (is_valid(*login, effects.now(), wish.min_valid)) {
    diagnostics.trace("the stored token is valid");
    return usable(*std::move(login));
  }
  if (login->refresh_token.empty()) {
    return unusable("the stored token runs out, and there is no refresh token", diagnostics);
  }
  const FileLock lock = store.lock();
  std::optional<StoredLogin> current = store.load();
  if (!current) {
    return {std::nullopt, true,
            "the stored login has just ended"};  // whoever held the lock found it revoked, or logged out
  }
  // A token that another process has just fetched is as fresh as can be had, even if it lives shorter than
  // wished.
  const bool fetched_meanwhile =
      !is_same_token(*login, *current) && is_valid(*current, effects.now(), std::chrono::seconds(0));
  if (fetched_meanwhile || is_valid(*current, effects.now(), wish.min_valid)) {
    diagnostics.trace("another process has refreshed the stored login");
    return usable(*std::move(current));
  }
  return refresh(store, *current, wish, client, effects, diagnostics);
}

}  // namespace goto_token
