#include "goto_token/config/config.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/values.hpp"
#include "goto_token/config/browser_list.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/io/file.hpp"
#include "goto_token/io/private_folder_hints.hpp"

namespace goto_token {
namespace {

/// `USER@`, where sshd set a name that ssh takes back; empty otherwise.
std::string find_ssh_user(const Settings& settings) {
  for (const std::string_view variable : {"USER", "LOGNAME"}) {
    const auto user = settings.find_in_environment(variable);
    if (user && is_visible_ascii(*user) && !user->starts_with('-')) {
      return *user + "@";
    }
  }
  return "";
}

/// Whether the text can be an address with a zone: what ssh would take for an option, or a terminal for a
/// control, is none.
bool is_like_address(std::string_view text) {
  return !text.starts_with('-') && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || contains(std::string_view(".:%-_"), c);
  });
}

/// What to do where a server requires a client certificate, and none was presented.
std::string hint_at_certificate(const Config& config) {
  if (config.client_certificate.certificate.path.empty()) {
    return "name a certificate that the server accepts with OAUTH_CLIENT_CERT_FILE, and its key with "
           "OAUTH_CLIENT_KEY_FILE";
  }
  const auto method = config.client.authentication;
  if (method && *method != ClientAuthentication::Tls) {
    return "the certificate of OAUTH_CLIENT_CERT_FILE is presented with OAUTH_CLIENT_AUTH=tls alone";
  }
  return "the client certificate is presented with client authentication tls alone, and never for metadata; "
         "OAUTH_TOKEN_ENDPOINT and its like name endpoints without that";
}

/// The arguments of ssh that name this machine, as words for a shell. sshd sets SSH_CONNECTION to `CLIENT
/// CLIENT-PORT SERVER SERVER-PORT`. Anything else in it leaves HOST for the user to fill in.
std::optional<std::string> find_ssh_destination(const Settings& settings) {
  const auto connection = settings.find_in_environment("SSH_CONNECTION");
  if (!connection) {
    return std::nullopt;
  }
  constexpr std::size_t kServer = 2;
  constexpr std::size_t kServerPort = 3;
  const std::string user = find_ssh_user(settings);
  const std::vector<std::string> words = split_words(*connection);
  const auto port =
      words.size() > kServerPort ? parse_decimal<std::uint16_t>(words[kServerPort]) : std::nullopt;
  if (!port || !is_like_address(words[kServer])) {
    return shell_word(user + "HOST");
  }
  return (*port == 22 ? "" : "-p " + std::to_string(*port) + " ") + shell_word(user + words[kServer]);
}

}  // namespace

Config make_config(const CommandLine& command_line, const Settings& settings) {
  Config config;
  const auto is_needed = [&command_line](const Key& key) {
    return key.ends_login || command_line.action != Action::LogOut;
  };
  for (const Key& key : all_keys()) {
    if (!is_needed(key)) {
      continue;
    }
    key.read({.key = key, .command_line = command_line, .settings = settings, .config = config});
  }
  for (const Key& key : all_keys()) {
    if (key.kind == KeyKind::Secret && is_needed(key)) {
      static_cast<void>(settings.find_forms(key.name));  // also for a key that the grant does not use
    }
  }
  choose_server(config, command_line.allow_http);
  choose_desktop(config, command_line, settings);
  choose_credential_helper(config, command_line, settings);
  return config;
}

void choose_server(Config& config, bool allow_http) {
  config.server = make_server_settings(config.server_urls, allow_http);
  config.service = describe_service(config.server);
  config.service_name = name_service(config.server_urls);
  config.client.key.audience = choose_audience(config.server);
  config.client.has_issuer = std::holds_alternative<IssuerSettings>(config.server);
}

void choose_desktop(Config& config, const CommandLine& command_line, const Settings& settings) {
  BrowserList browsers;
  if (command_line.browser) {  // one command: no colon in it separates
    browsers = *command_line.browser == "none" ? BrowserList{{}, true} : BrowserList{{*command_line.browser}};
  } else if (const auto variable = settings.find_in_environment("BROWSER")) {
    browsers = parse_browser_list(*variable);
  }
  config.browser_wanted = !browsers.commands.empty() || !browsers.ends_with_none;
  config.browser_commands = std::move(browsers.commands);
  config.ssh_destination = find_ssh_destination(settings);
}

void choose_credential_helper(Config& config, const CommandLine& command_line, const Settings& settings) {
  const auto variable = settings.find_in_environment(kCredentialHelperVariable);
  if (!command_line.credential_helper && variable && !is_helper_name(*variable)) {
    fail_setting({*variable, std::string(kCredentialHelperVariable) + " in the environment"}, kNotHelperName);
  }
  config.credential_helper = command_line.credential_helper.value_or(variable.value_or(""));
}

Client make_client(const Config& config, const AuthorizationServer& server) {
  Client client = config.client.clone();
  client.offered = server.client_authentications;
  client.key.offered_algorithms = server.assertion_algorithms;
  return client;
}

TlsTrust make_tls_trust(const Config& config) {
  return {
      .ca_file = config.ca_file,
      .ca_file_hint = "name a PEM file with --ca-file or OAUTH_CA_FILE",
      .untrusted_hint = "if its certificate comes from an authority of your own, name that with --ca-file"};
}

ClientCertificateFiles make_client_certificate_files(const Config& config) {
  ClientCertificateFiles files = config.client_certificate;
  files.certificate.hint =
      "name a PEM file with OAUTH_CLIENT_CERT_FILE: the client's certificate first, then those that issued "
      "it";
  files.key.hint =
      "name the PEM file with the private key of the client certificate with OAUTH_CLIENT_KEY_FILE";
  files.refused_hint =
      "check that the server knows the certificate of OAUTH_CLIENT_CERT_FILE for this client, and trusts who "
      "issued it; goto-token doctor shows whose it is";
  files.required_hint = hint_at_certificate(config);
  return files;
}

std::vector<std::string> find_weak_points(const Settings& settings) {
  std::vector<std::string> weak_points;
  if (settings.is_env_file_exposed()) {
    const std::string path = printable(settings.env_file());
    weak_points.push_back("others can read the secret in " + path + ": " +
                          hint_to_take_from_others(settings.env_file()));
  }
  for (const auto& [key, secret] : settings.secret_files()) {
    if (secret.others_can_read) {
      weak_points.push_back("others can read the file of " + secret.origin + ": " +
                            hint_to_take_from_others(settings.find_first_forms(key).path->value));
    }
  }
  for (const Key& key : all_keys()) {
    const auto path = key.kind == KeyKind::PrivateKeyFile ? settings.find_path(key.name) : std::nullopt;
    if (path && can_others_read(path->value)) {
      weak_points.push_back("others can read the file of " + path->origin + ": " +
                            hint_to_take_from_others(path->value));
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
  // Only the digits after the host change. The rest stays byte for byte as registered.
  const std::size_t host = redirect_uri.text.find("://") + 3;
  const std::size_t path = std::min(redirect_uri.text.find_first_of("/?", host), redirect_uri.text.size());
  const std::size_t digits = redirect_uri.text.rfind(':', path) + 1;
  return redirect_uri.text.substr(0, digits) + std::to_string(port) + redirect_uri.text.substr(path);
}

}  // namespace goto_token
