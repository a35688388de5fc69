#include "goto_token/doctor/set_up.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/doctor/checks.hpp"
#include "goto_token/io/private_folder_hints.hpp"

namespace goto_token {
namespace {

std::string count_keys(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " key" : " keys");
}

Check describe_env_file(const Settings& settings) {
  const std::string name = "env file";
  const auto& passed_over = settings.env_file_details().passed_over;
  const std::string others = join_words(passed_over, "", [](const PassedOverFile& file) {
    return "; " + printable(file.path) + " was passed over: " + explain(file);
  });
  if (settings.env_file().empty()) {
    const auto folder = settings.find_config_folder();
    const std::string none =
        folder ? "there is none, neither ./.env nor " + printable(*folder) + "/.env" : "there is no ./.env";
    return Check::skipped(name, others.empty() ? none : "there is none" + others);
  }
  const std::string path = printable(settings.env_file());
  const std::size_t keys = settings.env_file_keys().size();
  if (keys == 0) {
    return Check::warning(name, path + " sets no key", "write lines like OAUTH_CLIENT_ID=value into it");
  }
  if (settings.is_env_file_exposed()) {
    return Check::warning(name, path + " holds a secret, and others can read it",
                          hint_to_take_from_others(settings.env_file()));
  }
  return Check::ok(name, path + " (" + count_keys(keys) + ")" + others);
}

Settings read_settings(const CommandLine& command_line, const Environment& environment,
                       std::vector<Check>& checks) {
  try {
    Settings settings(environment, command_line.env_file, command_line.profile);
    checks.push_back(describe_env_file(settings));
    return settings;
  } catch (const Error& error) {
    checks.push_back(Check::failed("env file", error, "name a file that can be read with --env-file"));
    return Settings(environment);
  }
}

/// Whether the env file could not be read, and nothing else sets the key: it may be set there.
bool may_be_set_in_env_file(const SetUp& set_up, const Key& key) {
  return set_up.checks.front().status == Check::Status::Fail && !is_set(key, set_up.settings);
}

/// Reads one key and adds its check.
void read_key(SetUp& set_up, const Key& key) {
  const std::string name(key.name);
  try {
    key.read({.key = key,
              .command_line = set_up.command_line,
              .settings = set_up.settings,
              .config = set_up.config});
    if (key.kind == KeyKind::CertificatesFile) {
      set_up.tls = TlsContext(make_tls_trust(set_up.config), make_client_certificate_files(set_up.config));
      if (!set_up.config.ca_file.empty()) {
        static_cast<void>(set_up.tls.load());
      }
    }
    set_up.checks.push_back(describe_key(key, set_up));
  } catch (const Error& error) {
    set_up.checks.push_back(may_be_set_in_env_file(set_up, key)
                                ? Check::skipped(name, "not checked: the env file cannot be read")
                                : Check::failed(name, error, "correct it or remove it"));
    set_up.invalid.insert(key.name);
  }
}

/// Reads which credential helper keeps the login, and adds a check where that is invalid.
void read_credential_helper(SetUp& set_up) {
  try {
    choose_credential_helper(set_up.config, set_up.command_line, set_up.settings);
  } catch (const Error& error) {
    set_up.checks.push_back(
        Check::failed(std::string(kCredentialHelperVariable), error, "correct it or remove it"));
    set_up.invalid.insert(kCredentialHelperVariable);
  }
}

}  // namespace

bool SetUp::has_server() const {
  const auto keys = all_keys();
  return std::all_of(keys.begin(), keys.end(),
                     [this](const Key& key) { return key.kind != KeyKind::ServerUrl || has(key.name); });
}

bool SetUp::has_service() const {
  constexpr auto kTelling = std::to_array<std::string_view>(
      {"OAUTH_SERVICE_URL", "OAUTH_ISSUER", "OAUTH_TOKEN_ENDPOINT", "OAUTH_REVOCATION_ENDPOINT"});
  return std::all_of(kTelling.begin(), kTelling.end(), [this](std::string_view key) { return has(key); });
}

SetUp read_set_up(const CommandLine& command_line, const Environment& environment) {
  std::vector<Check> checks;  // that of the env file comes first
  Settings settings = read_settings(command_line, environment, checks);
  SetUp set_up{.command_line = command_line,
               .settings = std::move(settings),
               .config = {},
               .invalid = {},
               .checks = std::move(checks),
               .tls = TlsContext()};
  for (const Key& key : all_keys()) {
    read_key(set_up, key);
  }
  if (auto check = check_client_certificate(
          set_up, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))) {
    if (check->status == Check::Status::Fail) {
      set_up.invalid.insert(kClientCertificate);
    }
    set_up.checks.push_back(*std::move(check));
  }
  if (set_up.has_service()) {  // the secret of its client is for it, whatever other URL is invalid
    choose_server(set_up.config, command_line.allow_http);
  }
  choose_desktop(set_up.config, command_line, set_up.settings);
  read_credential_helper(set_up);
  for (Check& check : find_misplaced_keys(set_up.settings)) {
    set_up.checks.push_back(std::move(check));
  }
  return set_up;
}

}  // namespace goto_token
