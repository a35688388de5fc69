#include "goto_token/config/config_parts.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/values.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/config/url_setting.hpp"

namespace goto_token {
namespace {

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

std::optional<ClientAuthentication> read_client_authentication(const Settings& settings) {
  const auto setting = settings.find("OAUTH_CLIENT_AUTH");
  if (!setting || setting->value == "auto") {
    return std::nullopt;
  }
  const auto known = find_client_authentication(setting->value);
  if (!known) {
    refuse(setting->origin + ": '" + printable(setting->value) +
           "' is not one of auto, basic, basic-raw, post, none");
  }
  const bool has_secret = settings.find("OAUTH_CLIENT_SECRET") || settings.find("OAUTH_CLIENT_SECRET_FILE");
  if (*known != ClientAuthentication::None && !has_secret) {
    refuse(setting->origin + ": '" + setting->value + "' needs a client secret",
           "set OAUTH_CLIENT_SECRET, or OAUTH_CLIENT_AUTH=none for a public client");
  }
  return known;
}

std::string read_client_id(const Settings& settings) {
  const auto id = settings.find("OAUTH_CLIENT_ID");
  if (!id) {
    const std::string place =
        settings.env_file().empty() ? "no env file was found" : "nor does " + printable(settings.env_file());
    refuse("OAUTH_CLIENT_ID is not set: the environment does not name it, " +
               std::string(settings.env_file().empty() ? "and " : "") + place,
           "copy .env.example to .env and fill it in");
  }
  if (printable(id->value, id->value.size()) != id->value) {
    refuse(
        id->origin + ": '" + printable(id->value) + "' holds a character that no client identifier may hold",
        "copy it anew from the place where the client is registered");
  }
  return id->value;
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
    refuse(setting->origin + ": '" + printable(setting->value) + "' is not one of " + grant_names());
  }
  const Grant grant = command_line.grant.value_or(named.value_or(Grant::AuthorizationCode));
  if (command_line.action == CommandLine::Action::LogIn && grant != Grant::AuthorizationCode) {
    refuse(setting->origin + ": login keeps what the authorization code grant gives, not '" + setting->value +
               "'",
           "other grants need no login");
  }
  return grant;
}

/// The secret that a grant presents, from its key.
Secret read_grant_secret(const std::string& key, const Settings& settings) {
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

/// How the user's ssh may be told of this machine, from `CLIENT CLIENT-PORT SERVER SERVER-PORT`, as sshd sets
/// SSH_CONNECTION.
std::optional<std::string> read_ssh_destination(const Settings& settings) {
  const auto connection = settings.find_in_environment("SSH_CONNECTION");
  if (!connection) {
    return std::nullopt;
  }
  constexpr std::size_t kServer = 2;
  constexpr std::size_t kServerPort = 3;
  const std::vector<std::string> words = split_words(*connection);
  if (words.size() <= kServerPort) {
    return "HOST";
  }
  return words[kServerPort] == "22" ? words[kServer] : "-p " + words[kServerPort] + " " + words[kServer];
}

constexpr auto kParts = std::to_array<ConfigPart>({
    {"OAUTH_CLIENT_ID", [](Config& config, const CommandLine& /*options*/,
                           const Settings& settings) { config.client.id = read_client_id(settings); }},
    {"OAUTH_CLIENT_SECRET",
     [](Config& config, const CommandLine& /*options*/, const Settings& settings) {
       if (auto secret = settings.find_secret("OAUTH_CLIENT_SECRET")) {
         config.client.secret = std::move(secret->value);
       }
     }},
    {"OAUTH_CLIENT_AUTH",
     [](Config& config, const CommandLine& /*options*/, const Settings& settings) {
       config.client.authentication = read_client_authentication(settings);
     }},
    {kServerPart,
     [](Config& config, const CommandLine& options, const Settings& settings) {
       config.server = read_server_settings(settings, options.allow_http);
       config.service = describe_service(config.server);
       config.service_name = name_service(config.server, settings);
     }},
    {"OAUTH_GRANT", [](Config& config, const CommandLine& options,
                       const Settings& settings) { config.grant = read_grant(options, settings); }},
    {"OAUTH_PERSONAL_ACCESS_TOKEN",
     [](Config& config, const CommandLine& /*options*/, const Settings& settings) {
       if (config.grant == Grant::PersonalAccessToken) {
         config.grant_secret = read_grant_secret("OAUTH_PERSONAL_ACCESS_TOKEN", settings);
       }
     }},
    {"OAUTH_REFRESH_TOKEN",
     [](Config& config, const CommandLine& /*options*/, const Settings& settings) {
       if (config.grant == Grant::RefreshToken) {
         config.grant_secret = read_grant_secret("OAUTH_REFRESH_TOKEN", settings);
       }
     }},
    {"OAUTH_PROFILE", [](Config& config, const CommandLine& options,
                         const Settings& settings) { config.profile = read_profile(options, settings); }},
    {"OAUTH_REDIRECT_URI",
     [](Config& config, const CommandLine& options, const Settings& settings) {
       config.redirect_uri = read_redirect_uri(settings, options.allow_http);
       config.listen = options.listen;
       config.paste = options.paste || (!config.listen && !is_loopback_redirect(config.redirect_uri.url));
     }},
    {"OAUTH_SCOPE", [](Config& config, const CommandLine& options,
                       const Settings& settings) { config.scopes = read_scopes(options, settings); }},
    {"OAUTH_TIMEOUT", [](Config& config, const CommandLine& options,
                         const Settings& settings) { config.timeout = read_timeout(options, settings); }},
    {"OAUTH_CA_FILE",
     [](Config& config, const CommandLine& options, const Settings& settings) {
       const auto ca_file = settings.find("OAUTH_CA_FILE");
       config.ca_file = options.ca_file.value_or(ca_file ? ca_file->value : "");
     }},
    {"browser",
     [](Config& config, const CommandLine& options, const Settings& settings) {
       config.browser_command = options.browser ? options.browser : settings.find_in_environment("BROWSER");
       config.browser_wanted = config.browser_command != "none";
       config.ssh_destination = read_ssh_destination(settings);
     }},
});

}  // namespace

std::span<const ConfigPart> config_parts() noexcept {
  return kParts;
}

}  // namespace goto_token
