#include "goto_token/config/keys.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/command_line/option_values.hpp"
#include "goto_token/command_line/values.hpp"
#include "goto_token/config/client_key.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/endpoint_keys.hpp"
#include "goto_token/config/missing_key.hpp"
#include "goto_token/config/redirect_uri.hpp"
#include "goto_token/config/request_keys.hpp"

namespace goto_token {
namespace {

using enum KeyKind;

constexpr std::chrono::seconds kDefaultTimeout{300};

[[noreturn]] void fail_word(const Setting& setting, const std::vector<std::string>& words,
                            const std::string& hint = {}) {
  fail_setting(setting, "is not one of " + join_words(words, ", "),
               hint.empty() ? hint_at_nearest(setting.value, words) : hint);
}

/// The hint for a method under the name that metadata has for it; empty for any other word.
std::string hint_at_known_authentication(const std::string& name) {
  const auto known = find_known_authentications({name});
  return known.empty() ? "" : "did you mean " + std::string(to_string(known.front())) + "?";
}

/// Makes sure that what the method needs is set.
void require_credentials(const Setting& setting, ClientAuthentication method, const KeyReading& reading) {
  const auto require = [&setting](bool is_there, const char* what, const char* hint) {
    if (!is_there) {
      fail_configuration(setting.origin + ": '" + setting.value + "' needs " + what, hint);
    }
  };
  const Client& client = reading.config.client;
  switch (method) {
    case ClientAuthentication::Basic:
    case ClientAuthentication::BasicRaw:
    case ClientAuthentication::Post:
      require(is_set(*find_key("OAUTH_CLIENT_SECRET"), reading.settings), "a client secret",
              "set OAUTH_CLIENT_SECRET, or OAUTH_CLIENT_AUTH=none for a public client");
      break;
    case ClientAuthentication::PrivateKeyJwt:
    case ClientAuthentication::PrivateKeyJwtToEndpoint:
      require(client.key.read != nullptr, "a private key",
              "set OAUTH_CLIENT_KEY_FILE to a PEM file that holds it");
      break;
    case ClientAuthentication::Tls:
      require(client.certificate, "a client certificate",
              "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE to PEM files that hold it and its key");
      break;
    case ClientAuthentication::None:
      break;
  }
}

void read_client_id(const KeyReading& reading) {
  const auto id = reading.find();
  if (!id) {
    fail_missing_key(reading.key, reading.settings);
  }
  if (printable(id->value, id->value.size()) != id->value) {
    fail_setting(*id, "holds a character that no client identifier may hold",
                 "copy it again from the place where the client is registered");
  }
  reading.config.client.id = id->value;
}

void read_client_secret(const KeyReading& reading) {
  if (auto secret = reading.settings.find_secret(reading.key.name)) {
    reading.config.client.secret = std::move(secret->value);
  }
}

void read_client_key_file(const KeyReading& reading) {
  if (const auto path = reading.settings.find_path(reading.key.name)) {
    ClientKey& key = reading.config.client.key;
    key.read = make_key_reader(*path);
    if (reading.config.client.certificate) {  // read before
      key.read_certificate = make_certificate_reader(make_client_certificate_files(reading.config), key.read);
    }
  }
}

void read_client_key_id(const KeyReading& reading) {
  if (auto id = reading.find()) {
    reading.config.client.key.id = std::move(id->value);
  }
}

void read_client_certificate_file(const KeyReading& reading) {
  const auto certificate = reading.settings.find_path(reading.key.name);
  if (!certificate) {
    return;
  }
  const auto key = reading.settings.find_path("OAUTH_CLIENT_KEY_FILE");
  if (!key) {
    fail_configuration(certificate->origin + ": a client certificate needs its private key",
                       "name the PEM file that holds it with OAUTH_CLIENT_KEY_FILE");
  }
  reading.config.client_certificate = {
      .certificate = {.path = certificate->value, .origin = certificate->origin},
      .key = {.path = key->value, .origin = key->origin}};
  reading.config.client.certificate = true;
}

void read_client_authentication(const KeyReading& reading) {
  const auto setting = reading.find();
  if (!setting || setting->value == "auto") {
    return;
  }
  const auto method = find_client_authentication(setting->value);
  if (!method) {
    fail_word(
        *setting,
        {"auto", "basic", "basic-raw", "post", "none", "private-key-jwt", "private-key-jwt-endpoint", "tls"},
        hint_at_known_authentication(setting->value));
  }
  require_credentials(*setting, *method, reading);
  reading.config.client.authentication = method;
}

void read_grant(const KeyReading& reading) {
  if (reading.command_line.grant) {
    reading.config.grant = find_grant(*reading.command_line.grant);
  } else if (const auto setting = reading.find()) {
    const Grant* const grant = find_grant(setting->value);
    if (grant == nullptr) {
      fail_word(*setting, grant_names());
    }
    if (reading.command_line.action == Action::LogIn && !grant->uses_store) {
      fail_configuration(setting->origin + ": login keeps what a person signed in for; '" + setting->value +
                             "' needs no login",
                         "name another grant with --grant");
    }
    if (reading.command_line.refresh && !grant->uses_store) {
      fail_configuration(setting->origin + ": --refresh is for the stored login, and '" + setting->value +
                             "' does not use it",
                         "leave --refresh out: this grant gets a new token each time");
    }
    reading.config.grant = grant;
  }
}

void read_grant_secret(const KeyReading& reading) {
  if (reading.config.grant->secret_key != reading.key.name) {
    return;
  }
  auto secret = reading.settings.find_secret(reading.key.name);
  if (!secret) {
    fail_missing_key(reading.key, reading.settings, ", and the grant needs it");
  }
  reading.config.grant_secret = std::move(secret->value);
}

void read_profile(const KeyReading& reading) {
  const auto setting = reading.find();
  if (!reading.command_line.profile && setting && !is_profile_name(setting->value)) {
    fail_setting(*setting, kNotProfileName);
  }
  reading.config.profile =
      reading.command_line.profile.value_or(setting ? setting->value : std::string(kDefaultProfile));
}

void read_redirect_uri(const KeyReading& reading) {
  if (reading.config.grant->sign_in != SignIn::Redirect) {
    return;
  }
  const Setting setting = reading.find().value_or(Setting{std::string(kDefaultRedirectUri), "default"});
  Url url = parse_redirect_uri(setting);
  if (!is_confidential(url) && !reading.command_line.allow_http) {
    fail_url_setting(setting, explain_plain_http("the authorization code"),
                     "register an https redirect URI, or one on loopback such as " +
                         std::string(kDefaultRedirectUri) + "; or use " + std::string(kAllowHttpHint));
  }
  if (url.path.empty()) {
    url.path = "/";  // a browser requests this path when the URI has none
  }
  Config& config = reading.config;
  config.redirect_uri = {setting.value, std::move(url)};
  config.listen = reading.command_line.listen;
  config.paste =
      reading.command_line.paste || (!config.listen && !is_loopback_redirect(config.redirect_uri.url));
}

void read_scopes(const KeyReading& reading) {
  if (reading.command_line.scopes) {
    reading.config.scopes = *reading.command_line.scopes;
    return;
  }
  const auto setting = reading.find();
  if (setting && !add_scopes(reading.config.scopes, setting->value)) {
    fail_setting(*setting, kNotScopes);
  }
}

void read_timeout(const KeyReading& reading) {
  auto timeout = reading.command_line.timeout;
  const auto setting = reading.find();
  if (!timeout && setting) {
    timeout = parse_duration(setting->value);
    if (!timeout) {
      fail_setting(*setting, kNotDuration);
    }
  }
  if (!timeout && reading.config.grant->sign_in == SignIn::Redirect) {
    timeout = kDefaultTimeout;  // elsewhere the server says how long a sign-in may take
  }
  reading.config.timeout = timeout == std::chrono::seconds::zero() ? std::nullopt : timeout;
}

void read_ca_file(const KeyReading& reading) {
  const auto setting = reading.settings.find_path(reading.key.name);
  reading.config.ca_file = reading.command_line.ca_file.value_or(setting ? setting->value : "");
}

constexpr auto kKeys = std::to_array<Key>({
    {.name = "OAUTH_CLIENT_ID", .ends_login = true, .read = read_client_id},
    {.name = "OAUTH_CLIENT_SECRET",
     .kind = Secret,
     .unset = "a public client",
     .ends_login = true,
     .read = read_client_secret},
    {.name = "OAUTH_CLIENT_CERT_FILE", .ends_login = true, .read = read_client_certificate_file},
    {.name = "OAUTH_CLIENT_KEY_FILE",
     .kind = PrivateKeyFile,
     .ends_login = true,
     .read = read_client_key_file},
    {.name = "OAUTH_CLIENT_KEY_ID", .ends_login = true, .read = read_client_key_id},
    {.name = "OAUTH_CLIENT_AUTH", .unset = "auto", .ends_login = true, .read = read_client_authentication},
    // These stand in the order of the requests, and before the endpoints, which must not hold any of them.
    {.name = "OAUTH_AUDIENCE", .option = "--audience", .ends_login = true, .read = read_audience},
    {.name = "OAUTH_RESOURCE", .option = "--resource", .ends_login = true, .read = read_resources},
    {.name = "OAUTH_AUTHORIZE_PARAMS", .option = "--authorize-param", .read = read_authorize_params},
    {.name = "OAUTH_TOKEN_PARAMS",
     .kind = TokenParameters,
     .option = "--token-param",
     .read = read_token_params},
    {.name = "OAUTH_SERVICE_URL",
     .kind = ServerUrl,
     .unset = kDefaultServiceUrl,
     .ends_login = true,
     .read = read_service_url},
    {.name = "OAUTH_AUTHORIZATION_ENDPOINT",
     .kind = ServerUrl,
     .unset = "from the service URL or the issuer",
     .read = read_authorization_endpoint},
    {.name = "OAUTH_TOKEN_ENDPOINT",
     .kind = ServerUrl,
     .unset = "from the service URL or the issuer",
     .ends_login = true,
     .read = read_token_endpoint},
    {.name = "OAUTH_REVOCATION_ENDPOINT",
     .kind = ServerUrl,
     .unset = "from the service URL, if the tokens come from there, or the issuer",
     .ends_login = true,
     .read = read_revocation_endpoint},
    {.name = "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT",
     .kind = ServerUrl,
     .unset = "from the issuer",
     .read = read_device_authorization_endpoint},
    {.name = "OAUTH_PAR_ENDPOINT",
     .kind = ServerUrl,
     .unset = "from the issuer, where that requires it",
     .read = read_pushed_authorization_request_endpoint},
    {.name = "OAUTH_ISSUER", .kind = ServerUrl, .ends_login = true, .read = read_issuer},
    {.name = "OAUTH_GRANT", .option = "--grant", .unset = "authorization-code", .read = read_grant},
    {.name = "OAUTH_PERSONAL_ACCESS_TOKEN", .kind = Secret, .read = read_grant_secret},
    {.name = "OAUTH_REFRESH_TOKEN", .kind = Secret, .read = read_grant_secret},
    {.name = "OAUTH_PROFILE",
     .option = "--profile",
     .unset = kDefaultProfile,
     .ends_login = true,
     .read = read_profile},
    {.name = "OAUTH_REDIRECT_URI", .unset = kDefaultRedirectUri, .read = read_redirect_uri},
    {.name = "OAUTH_SCOPE", .option = "--scope", .unset = "the server's default", .read = read_scopes},
    {.name = "OAUTH_TIMEOUT", .option = "--timeout", .unset = "300 seconds", .read = read_timeout},
    {.name = "OAUTH_CA_FILE",
     .kind = CertificatesFile,
     .option = "--ca-file",
     .unset = "the system's certificates",
     .ends_login = true,
     .read = read_ca_file},
});

}  // namespace

std::span<const Key> all_keys() noexcept {
  return kKeys;
}

const Key* find_key(std::string_view name) noexcept {
  const auto* const found =
      std::find_if(kKeys.begin(), kKeys.end(), [name](const Key& key) { return key.name == name; });
  return found == kKeys.end() ? nullptr : found;
}

bool is_known_key(std::string_view name) {
  return std::any_of(kKeys.begin(), kKeys.end(), [name](const Key& key) {
    return key.name == name || (key.kind == KeyKind::Secret && file_form(key.name) == name);
  });
}

bool is_secret_key(std::string_view name) {
  const Key* const key = find_key(name);
  return key != nullptr && key->kind == KeyKind::Secret;
}

bool is_set(const Key& key, const Settings& settings) {
  return settings.find(key.name) || (key.kind == KeyKind::Secret && settings.find(file_form(key.name)));
}

std::string file_form(std::string_view key) {
  return std::string(key) + "_FILE";
}

std::optional<Setting> KeyReading::find() const {
  return settings.find(key.name);
}

}  // namespace goto_token
