#include "goto_token/tokens/stored_token.hpp"

#include <utility>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/login_command.hpp"
#include "goto_token/io/signals.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/authenticated_endpoint.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {
namespace {

constexpr const char* kInterrupted =
    "a goto-token process ended during a refresh, so the refresh token may be spent; --refresh tries it";

constexpr const char* kHeld =
    "waiting up to 5 s until the refreshed login is stored, or it could be lost; a second signal ends it now";

/// The scopes that the login does not cover.
std::vector<std::string> find_uncovered(const StoredLogin& login, std::vector<std::string> scopes) {
  std::erase_if(scopes, [&login](const std::string& scope) { return covers(login, {scope}); });
  return scopes;
}

bool needs_refresh(const StoredLogin& login, const TokenRequirements& requirements,
                   std::chrono::sys_seconds now) {
  return requirements.refresh || !is_valid(login, now, requirements.min_valid);
}

/// `there is no stored login`, and for what it would have to be where that is not only the client and
/// service: there may be others.
std::string describe_no_login(const LoginKey& key) {
  std::string target = key.audience.empty() ? "" : "audience";
  if (!key.resources.empty()) {
    target += target.empty() ? "resource" : " and resource";
  }
  return target.empty() ? "there is no stored login" : "there is no stored login for this " + target;
}

/// Why the login neither meets the requirements nor can be refreshed; nullopt when there is no such reason.
std::optional<std::string> find_lack(const LoginKey& key, const std::optional<StoredLogin>& login,
                                     const TokenRequirements& requirements, std::chrono::sys_seconds now) {
  if (!login) {
    return describe_no_login(key);
  }
  if (!covers(*login, requirements.scopes)) {
    return "the stored login does not cover the scopes: " +
           join_words(find_uncovered(*login, requirements.scopes));
  }
  if (!login->refresh_token.empty() || !needs_refresh(*login, requirements, now)) {
    return std::nullopt;
  }
  if (requirements.refresh) {
    return "the stored login has no refresh token";
  }
  return was_received_in_future(*login, now)
             ? "the stored token was received while a clock was wrong, and there is no refresh token"
             : "the stored token runs out, and there is no refresh token";
}

/// Whether the refresh token must not be presented: the server may end the login when it is spent.
bool may_be_spent(bool was_interrupted, const StoredLogin& login, const TokenRequirements& requirements) {
  return was_interrupted && login.rotates && !requirements.refresh;
}

StoredToken make_unusable(std::string reason, const Effects& effects) {
  effects.diagnostics.trace(reason);
  return NoStoredToken{.reason = std::move(reason)};
}

/// Stores the refreshed login. Its token is good even if that fails.
void save(LockedStore& store, const StoredLogin& login, const StoredLogin& refreshed,
          const Diagnostics& diagnostics) {
  try {
    if (const auto lack = store.save(refreshed)) {
      diagnostics.warning(*lack);
    }
  } catch (const Error& error) {
    const bool replaced = !refreshed.refresh_token.equals(login.refresh_token.reveal());
    diagnostics.warning(
        Error(error.code(),
              (replaced ? "the new refresh token is lost, and with it the login: "
                        : "the new token is not kept: ") +
                  std::string(error.what()),
              replaced ? "run goto-token login; before that, " + error.hint() : error.hint()));
  }
}

/// Whether the server has ended the login (RFC 6749 §5.2). A server that has trouble may say so, too, with
/// another status, or with one client authentication and not with the next.
bool ends_login(const TokenErrorResponse& response) {
  return response.error == "invalid_grant" && response.refused_methods.empty() &&
         (response.status == http_status::kBadRequest || response.status == http_status::kUnauthorized);
}

/// Refreshes the login.
/// @param hold begins when the request is sent.
StoredToken refresh(LockedStore& store, const StoredLogin& login, const TokenRequirements& requirements,
                    const Client& client, const Effects& effects, std::optional<SignalHold>& hold) {
  require_confidential_endpoint(login.token_endpoint, requirements.allow_http);
  // A new refresh token that cannot be stored would be lost, and the login with it.
  store.require_helper_writable(login);
  store.reserve(login);
  Effects guarded = effects;
  guarded.before_sending = [&] {
    if (!hold) {
      hold.emplace(effects.diagnostics.make_note(kHeld));
      store.show_sign(login);
    }
  };
  const FormParameters grant = make_refresh_token_grant(login.refresh_token);
  const Client its_client = make_client(client, login);
  auto response = try_exchange_token(login.token_endpoint, grant, its_client, guarded);
  if (auto* const token = std::get_if<ReceivedToken>(&response)) {
    StoredLogin refreshed = refresh_login(login, *token);
    save(store, login, refreshed, effects.diagnostics);
    effects.diagnostics.trace("refreshed the stored login");
    token->response.refresh_token = refreshed.refresh_token.clone();  // what the login had, it still has
    token->response.json = refreshed.json.clone();
    warn_of_missing_scopes(token->response, requirements.scopes, effects.diagnostics);
    return refreshed;
  }
  const auto& error_response = std::get<TokenErrorResponse>(response);
  if (!ends_login(error_response)) {
    const Error error = make_token_error(error_response, grant, its_client);
    constexpr const char* kStartOver = "if it keeps failing, run goto-token login to start over";
    // What the grant says of invalid_grant is not believed here.
    throw Error(error.code(), error.what(),
                error_response.error == "invalid_grant" ? kStartOver : error.hint_or(kStartOver));
  }
  store.erase();
  effects.diagnostics.note("the stored login is no longer accepted by the server; it was erased");
  return NoStoredToken{.reason = "the server ended the stored login", .ended = true};
}

/// Refreshes the login, unless another process has just done it.
StoredToken refresh_once(const TokenStore& store, const StoredLogin& seen, TokenRequirements requirements,
                         const Client& client, const Effects& effects) {
  std::optional<SignalHold> hold;  // may end the process: only once the store is as it is to stay
  LockedStore locked = store.lock(effects);
  std::optional<StoredLogin> login = locked.load();
  if (!login) {
    // Another process held the lock meanwhile: the server ended the login, or the user logged out.
    return NoStoredToken{.reason = "the stored login has just ended", .ended = true};
  }
  // A token that another process has just fetched is as new as possible, even if its lifetime is shorter than
  // required.
  const bool replaced = !seen.access_token.equals(login->access_token.reveal());
  if (replaced) {
    requirements.min_valid = std::chrono::seconds(0);
    requirements.refresh = false;
  }
  // The other process may also have stored another login.
  if (auto lack = find_lack(store.key(), login, requirements, effects.now())) {
    return make_unusable(*std::move(lack), effects);
  }
  if (!needs_refresh(*login, requirements, effects.now())) {
    effects.diagnostics.trace("another process has refreshed the stored login");
    return *std::move(login);
  }
  if (may_be_spent(locked.was_interrupted(*login), *login, requirements)) {
    return NoStoredToken{.reason = kInterrupted, .ended = true};
  }
  return refresh(locked, *login, requirements, client, effects, hold);
}

}  // namespace

TokenRequirements make_token_requirements(const CommandLine& command_line, const Config& config) {
  return {.scopes = config.scopes,
          .min_valid = command_line.min_valid,
          .allow_http = command_line.allow_http,
          .refresh = command_line.refresh,
          .login_command = make_login_command(command_line)};
}

std::optional<Error> find_obstacle(const TokenStore& store, const std::optional<StoredLogin>& login,
                                   const TokenRequirements& requirements, const Client& client,
                                   const Effects& effects) {
  const auto now = effects.now();
  if (const auto lack = find_lack(store.key(), login, requirements, now)) {
    return Error(ExitCode::LoginRequired, *lack, requirements.login_command);
  }
  if (!needs_refresh(*login, requirements, now)) {
    return std::nullopt;
  }
  try {
    require_confidential_endpoint(login->token_endpoint, requirements.allow_http);
    effects.check_network(login->token_endpoint);
    require_usable_key(make_client(client, *login));
    require_usable_certificate(make_client(client, *login), login->token_endpoint, "OAUTH_TOKEN_ENDPOINT",
                               effects);
    store.check_usable(login);
    const bool spent = may_be_spent(store.was_interrupted(*login), *login, requirements);
    return spent ? std::optional(Error(ExitCode::LoginRequired, kInterrupted, requirements.login_command))
                 : std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

StoredToken use_stored_login(const TokenStore& store, const TokenRequirements& requirements,
                             const Client& client, const Effects& effects) {
  std::optional<StoredLogin> login = store.load();
  if (auto lack = find_lack(store.key(), login, requirements, effects.now())) {
    return make_unusable(*std::move(lack), effects);
  }
  if (!needs_refresh(*login, requirements, effects.now())) {
    effects.diagnostics.trace("the stored token is valid");
    return *std::move(login);
  }
  return refresh_once(store, *login, requirements, client, effects);
}

}  // namespace goto_token
