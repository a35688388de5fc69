#include "goto_token/tokens/stored_login.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using Json = nlohmann::ordered_json;

// Incremented when the meaning of a member changes. A file with another version is not read.
constexpr int kVersion = 1;

const std::string& text_member(const Json& object, const char* name) {
  return object.at(name).get_ref<const std::string&>();
}

std::string optional_text(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

/// Sets the members of the login that are parts of the token response.
void take_response(StoredLogin& login, const Json& response) {
  login.access_token = Secret(optional_text(response, "access_token"));
  login.refresh_token = Secret(optional_text(response, "refresh_token"));
  login.json = Secret(response.dump());
}

/// Sets what the token response says of the token.
/// @param scopes those that it has when the response names none.
void take_token(StoredLogin& login, const ReceivedToken& token, const std::vector<std::string>& scopes) {
  login.client_authentication = token.response.client_authentication;
  login.scopes = token.response.scope ? split_words(*token.response.scope) : scopes;
  login.expires_at = expires_at(token.response, token.received_at);
}

StoredLogin read_login(const Json& object) {
  StoredLogin login;
  login.key = {.profile = text_member(object, "profile"),
               .service = text_member(object, "service"),
               .client_id = text_member(object, "client_id")};
  login.token_endpoint = require_url(text_member(object, "token_endpoint"));
  if (const std::string& endpoint = text_member(object, "revocation_endpoint"); !endpoint.empty()) {
    login.revocation_endpoint = require_url(endpoint);
  }
  login.client_authentication = find_client_authentication(optional_text(object, "client_auth"));
  login.scopes = split_words(text_member(object, "scope"));
  if (const auto expiry = object.find("expires_at"); expiry != object.end()) {
    login.expires_at = std::chrono::sys_seconds(std::chrono::seconds(expiry->get<std::int64_t>()));
  }
  take_response(login, object.at("token_response"));
  return login;
}

}  // namespace

StoredLogin make_login(LoginKey key, const AuthorizationServer& server, const ReceivedToken& token,
                       const std::vector<std::string>& requested) {
  StoredLogin login;
  login.key = std::move(key);
  login.token_endpoint = server.token_endpoint;
  login.revocation_endpoint = server.revocation_endpoint;
  take_token(login, token, requested);
  take_response(login, Json::parse(token.response.json.reveal()));
  return login;
}

StoredLogin refresh_login(const StoredLogin& login, const ReceivedToken& token) {
  StoredLogin refreshed;
  refreshed.key = login.key;
  refreshed.token_endpoint = login.token_endpoint;
  refreshed.revocation_endpoint = login.revocation_endpoint;
  take_token(refreshed, token, login.scopes);
  Json response = Json::parse(login.json.reveal());
  response.erase("expires_in");  // an old lifetime says nothing of the new token
  response.update(Json::parse(token.response.json.reveal()));
  if (optional_text(response, "refresh_token").empty()) {
    response["refresh_token"] = login.refresh_token.reveal();
  }
  take_response(refreshed, response);
  return refreshed;
}

Client make_client(const Client& client, const StoredLogin& login) {
  return {.id = client.id,
          .secret = client.secret.clone(),
          .authentication = client.authentication,
          .offered = client.offered,
          .accepted = login.client_authentication};
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
                     [&login](const std::string& scope) { return contains(login.scopes, scope); });
}

bool is_valid(const StoredLogin& login, std::chrono::sys_seconds now, std::chrono::seconds min_valid) {
  return !login.expires_at || *login.expires_at >= now + min_valid;
}

Secret format_login(const StoredLogin& login) {
  Json object = {
      {"version", kVersion},
      {"profile", login.key.profile},
      {"service", login.key.service},
      {"client_id", login.key.client_id},
      {"token_endpoint", to_string(login.token_endpoint)},
      {"revocation_endpoint", login.revocation_endpoint ? to_string(*login.revocation_endpoint) : ""},
      {"scope", join_words(login.scopes)}};
  if (login.client_authentication) {
    object["client_auth"] = to_string(*login.client_authentication);
  }
  if (login.expires_at) {
    object["expires_at"] = login.expires_at->time_since_epoch().count();
  }
  object["token_response"] = Json::parse(login.json.reveal());
  return Secret(object.dump() + "\n");
}

std::optional<StoredLogin> parse_login(std::string_view text, const LoginKey& key) {
  try {
    const Json object = Json::parse(text);
    if (object.at("version") != kVersion) {
      return std::nullopt;
    }
    StoredLogin login = read_login(object);
    const bool usable =
        login.key == key && !login.access_token.empty() && is_visible_ascii(login.access_token.reveal());
    return usable ? std::optional(std::move(login)) : std::nullopt;
  } catch (const Json::exception&) {
    return std::nullopt;
  } catch (const Error&) {  // of an endpoint
    return std::nullopt;
  }
}

}  // namespace goto_token
