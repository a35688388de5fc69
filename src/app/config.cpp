#include "goto_token/app/config.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "goto_token/app/values.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kDefaultServiceUrl = "https://authentication.logmeininc.com";
// The issuer behind the default service URL, as its published metadata has it.
constexpr std::string_view kDefaultIssuer = "https://identity.goto.com";
constexpr std::string_view kDefaultRedirectUri = "http://127.0.0.1:5000/login/oauth2/code/goto";
constexpr std::chrono::seconds kDefaultTimeout{300};

[[noreturn]] void refuse(const std::string& what, const std::string& hint = {}) {
  throw Error(ExitCode::Configuration, what, hint);
}

/// The value between quotes for a message; not a URL with an `@`, which may hold a password.
std::string quoted(const std::string& value) {
  return value.find('@') == std::string::npos ? "'" + printable(value) + "' " : "the URL ";
}

Url parse_url_setting(const Setting& setting) {
  try {
    return parse_url(setting.value);
  } catch (const Error& error) {
    refuse(setting.origin + ": " + quoted(setting.value) + "cannot be used: " + error.what());
  }
}

/// A URL that secrets are sent to: https, or a host that is this machine.
Url parse_server_url(const Setting& setting, bool allow_http) {
  Url url = parse_url_setting(setting);
  if (url.scheme == "http" && !is_loopback_host(url.host) && !allow_http) {
    refuse(setting.origin + ": " + quoted(setting.value) +
               "cannot be used: plain http would show the secrets to the network",
           "use https, or --allow-http if that network is yours alone");
  }
  return url;
}

std::optional<Url> find_server_url(const Settings& settings, std::string_view key, bool allow_http) {
  const auto setting = settings.find(key);
  return setting ? std::optional(parse_server_url(*setting, allow_http)) : std::nullopt;
}

struct Endpoints {
  Url authorization;
  Url token;
  std::vector<std::string> issuers;
};

Endpoints read_endpoints(const Settings& settings, bool allow_http) {
  const Setting service =
      settings.find("OAUTH_SERVICE_URL").value_or(Setting{std::string(kDefaultServiceUrl), "default"});
  const Url base = parse_server_url(service, allow_http);
  if (!base.query.empty()) {
    refuse(service.origin + ": " + quoted(service.value) +
           "cannot be used: endpoints go below its path, so it must not have a query");
  }
  const auto authorization = find_server_url(settings, "OAUTH_AUTHORIZATION_ENDPOINT", allow_http);
  const auto token = find_server_url(settings, "OAUTH_TOKEN_ENDPOINT", allow_http);
  const auto revocation = find_server_url(settings, "OAUTH_REVOCATION_ENDPOINT", allow_http);
  Endpoints endpoints{authorization.value_or(with_path_below(base, "/oauth/authorize")),
                      token.value_or(with_path_below(base, "/oauth/token")),
                      {}};
  const std::string root = to_string(with_path_below(base, ""));
  const bool is_goto = root == kDefaultServiceUrl || root == kDefaultIssuer;
  if (is_goto && !authorization && !token && !revocation) {
    endpoints.issuers = {std::string(kDefaultIssuer), std::string(kDefaultServiceUrl)};
  }
  return endpoints;
}

RedirectUri read_redirect_uri(const Settings& settings) {
  const Setting setting =
      settings.find("OAUTH_REDIRECT_URI").value_or(Setting{std::string(kDefaultRedirectUri), "default"});
  Url url = parse_url_setting(setting);
  if (url.scheme != "http" || !is_loopback_host(url.host)) {
    refuse(setting.origin + ": " + quoted(setting.value) +
               "cannot be used: goto-token can listen only on plain http at a loopback address",
           "register a redirect URI such as " + std::string(kDefaultRedirectUri));
  }
  if (url.path.empty()) {
    url.path = "/";  // what a browser asks for when the URI has no path
  }
  return {setting.value, std::move(url)};
}

std::optional<ClientAuthentication> read_client_authentication(const Settings& settings, bool has_secret) {
  const auto setting = settings.find("OAUTH_CLIENT_AUTH");
  if (!setting || setting->value == "auto") {
    return std::nullopt;
  }
  for (const auto known : {ClientAuthentication::Basic, ClientAuthentication::BasicRaw,
                           ClientAuthentication::Post, ClientAuthentication::None}) {
    if (setting->value != to_string(known)) {
      continue;
    }
    if (known != ClientAuthentication::None && !has_secret) {
      refuse(setting->origin + ": '" + setting->value + "' needs a client secret",
             "set OAUTH_CLIENT_SECRET, or OAUTH_CLIENT_AUTH=none for a public client");
    }
    return known;
  }
  refuse(setting->origin + ": '" + printable(setting->value) +
         "' is not one of auto, basic, basic-raw, post, none");
}

Client read_client(const Settings& settings) {
  const auto id = settings.find("OAUTH_CLIENT_ID");
  if (!id) {
    const std::string place =
        settings.env_file().empty() ? "no env file was found" : "nor does " + printable(settings.env_file());
    refuse("OAUTH_CLIENT_ID is not set: the environment does not name it, " +
               std::string(settings.env_file().empty() ? "and " : "") + place,
           "copy .env.example to .env and fill it in");
  }
  Client client{id->value, Secret(), std::nullopt};
  if (auto secret = settings.find_secret("OAUTH_CLIENT_SECRET")) {
    client.secret = std::move(secret->value);
  }
  client.authentication = read_client_authentication(settings, !client.secret.empty());
  return client;
}

std::vector<std::string> read_scopes(const CommandLine& command_line, const Settings& settings) {
  if (command_line.scopes) {
    return *command_line.scopes;
  }
  std::vector<std::string> scopes;
  const auto setting = settings.find("OAUTH_SCOPE");
  if (setting && !add_scopes(scopes, setting->value)) {
    refuse(setting->origin + ": '" + printable(setting->value) +
           "' holds a character that no scope may hold");
  }
  return scopes;
}

std::optional<std::chrono::seconds> read_timeout(const CommandLine& command_line, const Settings& settings) {
  auto timeout = command_line.timeout;
  const auto setting = settings.find("OAUTH_TIMEOUT");
  if (!timeout && setting) {
    timeout = parse_seconds(setting->value);
    if (!timeout) {
      refuse(setting->origin + ": '" + printable(setting->value) + "' is not a whole number of seconds");
    }
  }
  timeout = timeout.value_or(kDefaultTimeout);
  return timeout->count() == 0 ? std::nullopt : timeout;
}

/// Keys of the contract that this version has no feature for are refused: passed over, they would send
/// secrets elsewhere than their owner meant.
void refuse_keys_without_feature(const Settings& settings) {
  if (const auto issuer = settings.find("OAUTH_ISSUER")) {
    refuse(issuer->origin + ": this version does not read server metadata",
           "set OAUTH_AUTHORIZATION_ENDPOINT and OAUTH_TOKEN_ENDPOINT");
  }
  const auto grant = settings.find("OAUTH_GRANT");
  if (grant && grant->value != "authorization-code") {
    refuse(grant->origin + ": this version knows only authorization-code, not '" + printable(grant->value) +
           "'");
  }
}

/// The address of this machine in `CLIENT CLIENT-PORT SERVER SERVER-PORT`, as sshd sets SSH_CONNECTION.
std::optional<std::string> read_ssh_host(const Settings& settings) {
  const auto connection = settings.find_in_environment("SSH_CONNECTION");
  if (!connection) {
    return std::nullopt;
  }
  constexpr std::size_t kServer = 2;
  const std::vector<std::string> words = split_words(*connection);
  return words.size() > kServer ? words[kServer] : "HOST";
}

}  // namespace

Config make_config(const CommandLine& command_line, const Settings& settings) {
  refuse_keys_without_feature(settings);
  Config config;
  config.client = read_client(settings);
  Endpoints endpoints = read_endpoints(settings, command_line.allow_http);
  config.authorization_endpoint = std::move(endpoints.authorization);
  config.token_endpoint = std::move(endpoints.token);
  config.issuers = std::move(endpoints.issuers);
  config.redirect_uri = read_redirect_uri(settings);
  config.scopes = read_scopes(command_line, settings);
  config.timeout = read_timeout(command_line, settings);
  config.browser_command =
      command_line.browser ? command_line.browser : settings.find_in_environment("BROWSER");
  config.browser_wanted = config.browser_command != "none";
  config.ssh_host = read_ssh_host(settings);
  const auto ca_file = settings.find("OAUTH_CA_FILE");
  config.ca_file = command_line.ca_file.value_or(ca_file ? ca_file->value : "");
  return config;
}

std::vector<std::string> find_weak_points(const Settings& settings) {
  std::vector<std::string> weak_points;
  if (settings.is_env_file_exposed()) {
    const std::string path = printable(settings.env_file());
    weak_points.push_back("others can read the secret in " + path + ": chmod 600 " + path);
  }
  for (const std::string key :
       {"OAUTH_CLIENT_SECRET", "OAUTH_PERSONAL_ACCESS_TOKEN", "OAUTH_REFRESH_TOKEN"}) {
    const auto secret = settings.find_secret(key);
    if (secret && secret->others_can_read) {
      weak_points.push_back("others can read the file of " + secret->origin);
    }
  }
  return weak_points;
}

std::string with_real_port(const RedirectUri& redirect_uri, unsigned port) {
  if (redirect_uri.url.port != 0) {
    return redirect_uri.text;
  }
  // The rest stays byte for byte what was registered: only the digits behind the host change.
  const std::size_t host = redirect_uri.text.find("://") + 3;
  const std::size_t path = std::min(redirect_uri.text.find_first_of("/?", host), redirect_uri.text.size());
  const std::size_t digits = redirect_uri.text.rfind(':', path) + 1;
  return redirect_uri.text.substr(0, digits) + std::to_string(port) + redirect_uri.text.substr(path);
}

}  // namespace goto_token
