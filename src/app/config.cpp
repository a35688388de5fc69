#include "goto_token/app/config.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "goto_token/app/url_setting.hpp"
#include "goto_token/app/values.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kDefaultRedirectUri = "http://127.0.0.1:5000/login/oauth2/code/goto";
constexpr std::chrono::seconds kDefaultTimeout{300};

[[noreturn]] void refuse(const std::string& what, const std::string& hint = {}) {
  throw Error(ExitCode::Configuration, what, hint);
}

RedirectUri read_redirect_uri(const Settings& settings, bool allow_http) {
  const Setting setting =
      settings.find("OAUTH_REDIRECT_URI").value_or(Setting{std::string(kDefaultRedirectUri), "default"});
  Url url = parse_url_setting(setting);
  if (!is_confidential(url) && !allow_http) {
    refuse_url_setting(setting, "plain http would show the authorization code to the network",
                       "register an https redirect URI, or one on loopback such as " +
                           std::string(kDefaultRedirectUri) +
                           "; or use --allow-http if that network is yours alone");
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
  const auto known = find_client_authentication(setting->value);
  if (!known) {
    refuse(setting->origin + ": '" + printable(setting->value) +
           "' is not one of auto, basic, basic-raw, post, none");
  }
  if (*known != ClientAuthentication::None && !has_secret) {
    refuse(setting->origin + ": '" + setting->value + "' needs a client secret",
           "set OAUTH_CLIENT_SECRET, or OAUTH_CLIENT_AUTH=none for a public client");
  }
  return known;
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

Grant read_grant(const CommandLine& command_line, const Settings& settings) {
  const auto setting = settings.find("OAUTH_GRANT");
  const auto named = setting ? parse_grant(setting->value) : std::nullopt;
  if (setting && !named && !command_line.grant) {
    refuse(setting->origin + ": '" + printable(setting->value) + "' is not one of " +
           std::string(kGrantNames));
  }
  const Grant grant = command_line.grant.value_or(named.value_or(Grant::AuthorizationCode));
  if (command_line.action == CommandLine::Action::LogIn && grant != Grant::AuthorizationCode) {
    refuse(setting->origin + ": login keeps what the authorization code grant gives, not '" + setting->value +
               "'",
           "other grants need no login");
  }
  return grant;
}

/// The secret that the grant presents, from its key.
Secret read_grant_secret(Grant grant, const Settings& settings) {
  std::string key;
  if (grant == Grant::PersonalAccessToken) {
    key = "OAUTH_PERSONAL_ACCESS_TOKEN";
  } else if (grant == Grant::RefreshToken) {
    key = "OAUTH_REFRESH_TOKEN";
  } else {
    return {};
  }
  auto secret = settings.find_secret(key);
  if (!secret) {
    refuse(key + " is not set, and the grant needs it",
           "set " + key + ", or " + key + "_FILE to a file that holds it");
  }
  return std::move(secret->value);
}

std::string read_profile(const CommandLine& command_line, const Settings& settings) {
  if (command_line.profile) {
    return *command_line.profile;
  }
  const auto setting = settings.find("OAUTH_PROFILE");
  if (setting && !is_profile_name(setting->value)) {
    refuse(setting->origin + ": '" + printable(setting->value) +
           "' is not a name of letters, digits, '.', '_' and '-'");
  }
  return setting ? setting->value : "default";
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
  Config config;
  config.client = read_client(settings);
  config.server = read_server_settings(settings, command_line.allow_http);
  config.service = describe_service(config.server);
  config.grant = read_grant(command_line, settings);
  config.grant_secret = read_grant_secret(config.grant, settings);
  config.profile = read_profile(command_line, settings);
  config.redirect_uri = read_redirect_uri(settings, command_line.allow_http);
  config.listen = command_line.listen;
  config.paste = command_line.paste || (!config.listen && !is_loopback_redirect(config.redirect_uri.url));
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

bool is_loopback_redirect(const Url& redirect_uri) {
  return redirect_uri.scheme == "http" && is_loopback_host(redirect_uri.host);
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
