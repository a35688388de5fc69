#include "goto_token/tokens/stored_login.hpp"

#include <algorithm>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/principal.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

/// How long a token counts whose lifetime the server never told.
constexpr auto kUnknownLifetime = 1h;

/// How far a clock may be set back before a token counts as received while it was wrong.
constexpr auto kClockTolerance = 60s;

/// Sets what the token response says of the token.
/// @param scopes those that it has when the response names none.
void take_token(StoredLogin& login, const ReceivedToken& token, const std::vector<std::string>& scopes) {
  const TokenResponse& response = token.response;
  login.client_authentication = response.client_authentication;
  login.assertion_algorithm = response.assertion_algorithm;
  login.scopes = granted_scopes(response);
  for (const std::string& scope : login.scopes) {
    if (!contains(login.covered_scopes, scope)) {
      login.covered_scopes.push_back(scope);
    }
  }
  if (login.scopes.empty()) {
    login.scopes = scopes;
  }
  login.access_token = response.access_token.clone();
  login.received_at = token.received_at;
  login.lifetime = response.expires_in ? response.expires_in : login.lifetime;
  login.expires_at = login.lifetime ? std::optional(token.received_at + *login.lifetime) : std::nullopt;
}

Secret with_refresh_token(const Secret& response, const Secret& refresh_token) {
  JsonObject object = parse_members(response);
  object.set_string("refresh_token", std::string(refresh_token.reveal()));
  return Secret(format_json_object(object));
}

/// The members of a token response and of those before it.
Secret merge_responses(const Secret& before, const Secret& now, const Secret& refresh_token) {
  JsonObject response = parse_members(before);
  response.erase("expires_in");  // of another token
  response.update(parse_members(now));
  response.set_string("refresh_token", std::string(refresh_token.reveal()));
  Secret merged(format_json_object(response));
  // Members of many responses together may be more than a response may have.
  return parse_json_object(merged.reveal(), kTokenResponseLimits) ? std::move(merged)
                                                                  : with_refresh_token(now, refresh_token);
}

StoredLogin copy_without_tokens(const StoredLogin& login) {
  StoredLogin copy;
  copy.key = login.key;
  copy.token_endpoint = login.token_endpoint;
  copy.revocation_endpoint = login.revocation_endpoint;
  copy.client_authentication = login.client_authentication;
  copy.assertion_algorithm = login.assertion_algorithm;
  copy.scopes = login.scopes;
  copy.covered_scopes = login.covered_scopes;
  copy.received_at = login.received_at;
  copy.lifetime = login.lifetime;
  copy.rotates = login.rotates;
  copy.version = login.version;
  return copy;
}

}  // namespace

StoredLogin make_login(LoginKey key, const AuthorizationServer& server, const ReceivedToken& token,
                       const std::vector<std::string>& requested) {
  StoredLogin login;
  login.key = std::move(key);
  login.token_endpoint = server.token_endpoint;
  login.revocation_endpoint = server.revocation_endpoint;
  login.covered_scopes = requested;
  take_token(login, token, requested);
  login.refresh_token = token.response.refresh_token.clone();
  login.json = token.response.json.clone();
  return login;
}

StoredLogin refresh_login(const StoredLogin& login, const ReceivedToken& token) {
  StoredLogin refreshed = copy_without_tokens(login);
  take_token(refreshed, token, login.scopes);
  const Secret& given = token.response.refresh_token;
  const bool replaced = !given.empty() && !given.equals(login.refresh_token.reveal());
  refreshed.refresh_token = replaced ? given.clone() : login.refresh_token.clone();
  refreshed.rotates = login.rotates || replaced;
  refreshed.version = login.version + 1;
  refreshed.json = merge_responses(login.json, token.response.json, refreshed.refresh_token);
  return refreshed;
}

std::vector<std::string> describe_target(const LoginKey& key) {
  std::vector<std::string> target;
  if (!key.audience.empty()) {
    target.push_back("audience " + key.audience);
  }
  if (!key.resources.empty()) {
    target.push_back("resource " + join_words(key.resources));
  }
  return target;
}

StoredLogin without_access_token(const StoredLogin& login) {
  StoredLogin rest = copy_without_tokens(login);
  rest.refresh_token = login.refresh_token.clone();
  rest.json = with_refresh_token(Secret("{}"), login.refresh_token);
  return rest;
}

std::string find_principal(const StoredLogin& login) {
  return find_principal(parse_members(login.json));
}

std::optional<std::chrono::sys_seconds> find_end_of_login(const StoredLogin& login) {
  const JsonObject response = parse_members(login.json);
  for (const char* const name : {"refresh_token_expires_in", "refresh_expires_in"}) {
    const auto lifetime = parse_lifetime(response, name);
    if (lifetime && lifetime->count() > 0) {  // 0: it does not end
      return login.received_at + *lifetime;
    }
  }
  return std::nullopt;
}

Client make_client(const Client& client, const StoredLogin& login) {
  Client its_client = client.clone();
  its_client.accepted = login.client_authentication;
  if (login.assertion_algorithm) {
    its_client.key.offered_algorithms = {std::string(to_string(*login.assertion_algorithm))};
  }
  return its_client;
}

void require_confidential_endpoint(const Url& endpoint, bool allow_http) {
  if (!is_confidential(endpoint) && !allow_http) {
    throw Error(ExitCode::Configuration,
                "the stored login is of '" + printable(to_string(endpoint)) + "': " + explain_plain_http(),
                "log in again over https, or use " + std::string(kAllowHttpHint));
  }
}

bool covers(const StoredLogin& login, const std::vector<std::string>& requested) {
  return std::all_of(requested.begin(), requested.end(),
                     [&login](const std::string& scope) { return contains(login.covered_scopes, scope); });
}

bool was_received_in_future(const StoredLogin& login, std::chrono::sys_seconds now) {
  return login.expires_at && login.lifetime && *login.expires_at > now + *login.lifetime + kClockTolerance;
}

bool is_valid(const StoredLogin& login, std::chrono::sys_seconds now, std::chrono::seconds min_valid) {
  if (login.access_token.empty()) {
    return false;
  }
  if (!login.expires_at) {
    return login.refresh_token.empty() || (login.received_at <= now + kClockTolerance &&
                                           login.received_at + kUnknownLifetime >= now + min_valid);
  }
  return !was_received_in_future(login, now) && *login.expires_at >= now + min_valid;
}

}  // namespace goto_token
