#include "goto_token/config/config.hpp"

#include <algorithm>

#include "goto_token/base/text.hpp"
#include "goto_token/config/config_parts.hpp"
#include "goto_token/config/key_names.hpp"

namespace goto_token {

Config make_config(const CommandLine& command_line, const Settings& settings) {
  Config config;
  for (const ConfigPart& part : config_parts()) {
    part.read(config, command_line, settings);
  }
  for (const std::string_view key : kSecretKeys) {  // those that this grant does not need, too
    settings.require_one_form(std::string(key));
  }
  return config;
}

Client make_client(const Config& config, const AuthorizationServer& server) {
  return {config.client.id, config.client.secret.clone(), config.client.authentication,
          server.client_authentications};
}

TlsTrust make_tls_trust(const Config& config) {
  return {
      .ca_file = config.ca_file,
      .ca_file_hint = "name a PEM file with --ca-file or OAUTH_CA_FILE",
      .untrusted_hint = "if its certificate comes from an authority of your own, name that with --ca-file"};
}

std::vector<std::string> find_weak_points(const Settings& settings) {
  std::vector<std::string> weak_points;
  if (settings.is_env_file_exposed()) {
    const std::string path = printable(settings.env_file());
    weak_points.push_back("others can read the secret in " + path + ": chmod 600 " + path);
  }
  for (const std::string& origin : settings.exposed_secret_files()) {
    weak_points.push_back("others can read the file of " + origin);
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
