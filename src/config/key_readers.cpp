#include "goto_token/config/key_readers.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/command_line/values.hpp"
#include "goto_token/config/config.hpp"

namespace goto_token {
namespace {

constexpr std::chrono::seconds kDefaultTimeout{300};

/// The server's URL in a key; nullopt when the key is not set.
std::optional<WrittenUrl> find_server_url(const KeyReading& reading) {
  auto setting = reading.settings.find(reading.key.name);
  if (!setting) {
    return std::nullopt;
  }
  Url url = parse_server_url(*setting, reading.command_line.allow_http);
  return WrittenUrl{.text = std::move(setting->value), .url = std::move(url)};
}

std::optional<Url> find_endpoint(const KeyReading& reading) {
  auto written = find_server_url(reading);
  return written ? std::optional(std::move(written->url)) : std::nullopt;
}

void require_secret(const Setting& method, const Settings& settings) {
  if (!settings.find("OAUTH_CLIENT_SECRET") && !settings.find("OAUTH_CLIENT_SECRET_FILE")) {
    fail_configuration(method.origin + ": '" + method.value + "' needs a client secret",
                       "set OAUTH_CLIENT_SECRET, or OAUTH_CLIENT_AUTH=none for a public client");
  }
}

}  // namespace

void read_client_id(const KeyReading& reading) {
  const auto id = reading.settings.find(reading.key.name);
  if (!id) {
    const std::string file = printable(reading.settings.env_file());
    fail_configuration("OAUTH_CLIENT_ID is not set: the environment does not name it, " +
                           (file.empty() ? "and no env file was found" : "nor does " + file),
                       "copy .env.example to .env and fill it in");
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

void read_client_authentication(const KeyReading& reading) {
  const auto setting = reading.settings.find(reading.key.name);
  if (!setting || setting->value == "auto") {
    return;
  }
  const auto method = find_client_authentication(setting->value);
  if (!method) {
    fail_setting(*setting, "is not one of auto, basic, basic-raw, post, none");
  }
  if (*method != ClientAuthentication::None) {
    require_secret(*setting, reading.settings);
  }
  reading.config.client.authentication = method;
}

void read_service_url(const KeyReading& reading) {
  auto service = find_server_url(reading);
  if (service && !service->url.query.empty()) {
    fail_url_setting(*reading.settings.find(reading.key.name),
                     "endpoints go below its path, so it must not have a query");
  }
  reading.config.server_urls.service = std::move(service);
}

void read_authorization_endpoint(const KeyReading& reading) {
  reading.config.server_urls.authorization_endpoint = find_endpoint(reading);
}

void read_token_endpoint(const KeyReading& reading) {
  reading.config.server_urls.token_endpoint = find_endpoint(reading);
}

void read_revocation_endpoint(const KeyReading& reading) {
  reading.config.server_urls.revocation_endpoint = find_endpoint(reading);
}

void read_issuer(const KeyReading& reading) {
  auto issuer = find_server_url(reading);
  if (issuer && issuer->text.find('?') != std::string::npos) {
    fail_url_setting(*reading.settings.find(reading.key.name), "an issuer has no query (RFC 8414 §2)");
  }
  reading.config.server_urls.issuer = std::move(issuer);
}

void read_grant(const KeyReading& reading) {
  const auto setting = reading.settings.find(reading.key.name);
  const Grant* grant = &all_grants().front();
  if (reading.command_line.grant) {
    grant = find_grant(*reading.command_line.grant);
  } else if (setting) {
    grant = find_grant(setting->value);
    if (grant == nullptr) {
      fail_setting(*setting, "is not one of " + grant_names());
    }
  }
  if (reading.command_line.action == Action::LogIn && !grant->uses_store) {
    fail_configuration(setting->origin + ": login keeps what the authorization code grant gives, not '" +
                           setting->value + "'",
                       "other grants need no login");
  }
  reading.config.grant = grant;
}

void read_grant_secret(const KeyReading& reading) {
  if (reading.config.grant->secret_key != reading.key.name) {
    return;
  }
  const std::string key(reading.key.name);
  auto secret = reading.settings.find_secret(key);
  if (!secret) {
    fail_configuration(key + " is not set, and the grant needs it",
                       "set " + key + ", or " + key + "_FILE to a file that holds it");
  }
  reading.config.grant_secret = std::move(secret->value);
}

void read_profile(const KeyReading& reading) {
  const auto setting = reading.settings.find(reading.key.name);
  if (!reading.command_line.profile && setting && !is_profile_name(setting->value)) {
    fail_setting(*setting, kNotProfileName);
  }
  reading.config.profile = reading.command_line.profile.value_or(setting ? setting->value : "default");
}

void read_redirect_uri(const KeyReading& reading) {
  const Setting setting =
      reading.settings.find(reading.key.name).value_or(Setting{std::string(kDefaultRedirectUri), "default"});
  Url url = parse_url_setting(setting);
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
  const auto setting = reading.settings.find(reading.key.name);
  if (setting && !add_scopes(reading.config.scopes, setting->value)) {
    fail_setting(*setting, kNotScopes);
  }
}

void read_timeout(const KeyReading& reading) {
  auto timeout = reading.command_line.timeout;
  const auto setting = reading.settings.find(reading.key.name);
  if (!timeout && setting) {
    timeout = parse_seconds(setting->value);
    if (!timeout) {
      fail_setting(*setting, kNotSeconds);
    }
  }
  timeout = timeout.value_or(kDefaultTimeout);
  reading.config.timeout = timeout->count() == 0 ? std::nullopt : timeout;
}

void read_ca_file(const KeyReading& reading) {
  const auto setting = reading.settings.find(reading.key.name);
  reading.config.ca_file = reading.command_line.ca_file.value_or(setting ? setting->value : "");
}

}  // namespace goto_token
