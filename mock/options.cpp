#include "options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <string>

#include "help.hpp"
#include "redirect_uri.hpp"

namespace goto_mock_auth {
namespace {

// What is said with words on the command line and with types in Settings.
struct RawOptions {
  std::vector<std::string> redirect_uris;
  std::vector<std::string> client_auth;
  std::vector<std::string> faults;
  std::string scopes;
  std::string certificate;
  std::string private_key;
  unsigned code_lifetime = 60;
  unsigned access_token_lifetime = 3600;
  bool https = false;
  bool is_public = false;
  bool auto_approve = false;
  bool deny = false;
};

constexpr unsigned kMaxLifetime = 10 * 365 * 24 * 3600;  // ten years, in seconds

// The options have no descriptions: help_text() is the help, set by hand.
void add_server_options(CLI::App& app, Settings& settings, RawOptions& raw) {
  app.add_option("--port", settings.port)->check(CLI::Range(0, 65535));
  app.add_option("--base-path", settings.base_path);
  app.add_flag("--https", raw.https);
  app.add_option("--cert", raw.certificate);
  app.add_option("--key", raw.private_key);
  app.add_option("--issuer", settings.issuer);
  app.add_flag("--print-env", settings.print_env);
  app.add_flag("-q,--quiet", settings.quiet);
}

void add_client_options(CLI::App& app, Settings& settings, RawOptions& raw) {
  app.add_option("--client-id", settings.client.id);
  app.add_option("--client-secret", settings.client.secret);
  app.add_option("--client-name", settings.client.name);
  CLI::Option* const is_public = app.add_flag("--public", raw.is_public);
  app.add_option("--client-auth", raw.client_auth)
      ->check(CLI::IsMember({"form", "raw", "post", "none", "any"}))
      ->allow_extra_args(false)
      ->excludes(is_public);
  app.add_option("--redirect-uri", raw.redirect_uris)->allow_extra_args(false);
  app.add_option("--scopes", raw.scopes);
  app.add_option("--principal", settings.principal);
  app.add_option("--pat", settings.personal_access_token);
}

void add_grant_options(CLI::App& app, Settings& settings, RawOptions& raw) {
  CLI::Option* const auto_approve = app.add_flag("--auto-approve", raw.auto_approve);
  app.add_flag("--deny", raw.deny)->excludes(auto_approve);
  app.add_flag("--iss", settings.iss_parameter);
  app.add_flag("--rotate", settings.rotate);
  app.add_option("--code-lifetime", raw.code_lifetime)->check(CLI::Range(0U, kMaxLifetime));
  app.add_option("--expires-in", raw.access_token_lifetime)->check(CLI::Range(0U, kMaxLifetime));
  app.add_option("--fault", raw.faults)->allow_extra_args(false);
}

std::set<ClientAuthentication> accepted_forms(const std::vector<std::string>& words) {
  using enum ClientAuthentication;
  static const std::map<std::string, std::set<ClientAuthentication>> forms = {
      {"form", {BasicForm}},
      {"raw", {BasicRaw}},
      {"post", {Post}},
      {"none", {None}},
      {"any", {BasicForm, BasicRaw, Post}}};
  std::set<ClientAuthentication> accepted;
  for (const std::string& word : words) {
    accepted.insert(forms.at(word).begin(), forms.at(word).end());
  }
  return accepted;
}

// RFC 6749 appendix A allows visible ASCII and blanks.
void check_vschar(const std::string& option, const std::string& value) {
  if (value.empty() ||
      !std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; })) {
    throw UsageError(option + " must be printable ASCII and not empty");
  }
}

void check_base_path(std::string& base_path) {
  while (base_path.ends_with('/')) {
    base_path.pop_back();
  }
  const bool plain = std::all_of(base_path.begin(), base_path.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '/';
  });
  if (!plain || (!base_path.empty() && base_path.front() != '/')) {
    throw UsageError("--base-path must start with / and hold letters, digits, - and _ only");
  }
}

void check(Settings& settings) {
  check_base_path(settings.base_path);
  check_vschar("--client-id", settings.client.id);
  check_vschar("--client-secret", settings.client.secret);
  check_vschar("--pat", settings.personal_access_token);
  if (settings.scopes_offered.empty()) {
    throw UsageError("--scopes must name at least one scope");
  }
  for (const std::string& uri : settings.redirect_uris) {
    if (!is_valid_redirect_uri(uri)) {
      throw UsageError("--redirect-uri must be an absolute URI without a fragment: '" + uri + "'");
    }
  }
  if (settings.print_env) {
    static_cast<void>(
        env_file_text(settings, {}));  // refuses what can't be printed, before anything is started
  }
}

void take_over(const RawOptions& raw, Settings& settings) {
  if (raw.https != !raw.certificate.empty() || raw.https != !raw.private_key.empty()) {
    throw UsageError("--https, --cert and --key belong together");
  }
  if (raw.https) {
    settings.tls = TlsFiles{raw.certificate, raw.private_key};
  }
  if (raw.is_public || !raw.client_auth.empty()) {
    settings.client.accepted =
        accepted_forms(raw.is_public ? std::vector<std::string>{"none"} : raw.client_auth);
  }
  if (!raw.redirect_uris.empty()) {
    settings.redirect_uris = raw.redirect_uris;
  }
  if (!raw.scopes.empty()) {
    settings.scopes_offered = parse_scope(raw.scopes);
  }
  if (raw.auto_approve || raw.deny) {
    settings.consent = raw.deny ? Consent::Deny : Consent::Approve;
  }
  settings.code_lifetime = std::chrono::seconds(raw.code_lifetime);
  settings.access_token_lifetime = std::chrono::seconds(raw.access_token_lifetime);
  std::transform(raw.faults.begin(), raw.faults.end(), std::back_inserter(settings.faults), parse_fault);
}

}  // namespace

std::optional<Settings> parse_options(int argc, const char* const* argv) {
  Settings settings;
  RawOptions raw;
  CLI::App app("", "goto-mock-auth");
  app.set_version_flag("--version", "goto-mock-auth " GOTO_MOCK_AUTH_VERSION);
  app.formatter_fn([](const auto*, const auto&, auto) { return help_text(Settings()); });
  add_server_options(app, settings, raw);
  add_client_options(app, settings, raw);
  add_grant_options(app, settings, raw);
  try {
    app.parse(argc, argv);
    take_over(raw, settings);
    check(settings);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      app.exit(error, std::cout, std::cerr);
      return std::nullopt;
    }
    throw UsageError(error.what());
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  return settings;
}

}  // namespace goto_mock_auth
