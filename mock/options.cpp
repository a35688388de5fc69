#include "options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <sstream>

namespace goto_mock_auth {
namespace {

constexpr const char* kSeeHelp = "see goto-mock-auth --help";
constexpr std::size_t kHelpColumn = 27;
constexpr unsigned kMaxLifetime = 10 * 365 * 24 * 3600;  // ten years, in seconds

constexpr const char* kAbout = R"(Usage: goto-mock-auth [options]

A whole OAuth 2.0 authorization server on loopback, for demos and tests. It
prints its address, or with --print-env the .env that fits it, and closes its
stdout once it accepts connections: read that to its end. It runs until SIGINT
or SIGTERM.

Example, before a test that calls goto-token:
  (goto-mock-auth --auto-approve --print-env & echo $! > mock.pid) | cat > .env
)";

constexpr const char* kAfterFaults = R"(
With :COUNT a fault strikes that many times, then the next one given does.
After the last one requests succeed:
  --fault 503:1 --fault invalid_grant:1

Made for tests: it listens on loopback only, its secrets are made up, and
GET /_requests shows, as JSON, all requests with all their parameters.

Exit status: 0 stopped by a signal, 1 failure, 2 wrong usage, 3 unusable
certificate, 8 port in use.
)";

std::string faults_help(bool of_redirect) {
  std::ostringstream help;
  for (const FaultKind& kind : fault_kinds()) {
    if (kind.is_of_redirect() == of_redirect) {
      std::string name(kind.name);
      name += kind.value_name.empty() ? "" : "[=" + std::string(kind.value_name) + "]";
      std::string meaning(kind.meaning);
      meaning += kind.default_value.empty() ? "" : " (default " + std::string(kind.default_value) + ")";
      CLI::detail::format_help(help, name, meaning, kHelpColumn);
    }
  }
  return help.str();
}

std::string help_text(const CLI::App& app) {
  std::ostringstream help;
  help << kAbout;
  std::string group;
  for (const CLI::Option* const option : app.get_options()) {
    if (option->get_group() != group) {
      group = option->get_group();
      help << '\n' << group << ":\n";
    }
    std::string names = CLI::detail::find_and_replace(option->get_name(false, true), ",", ", ");
    const std::string value = option->get_option_text();
    names.append(value.empty() ? "" : " ").append(value);
    CLI::detail::format_help(help, names, option->get_description(), kHelpColumn);
  }
  help << "\nKinds of faults at the token endpoint:\n" << faults_help(false);
  help << "\nKinds of faults in the authorization response:\n" << faults_help(true) << kAfterFaults;
  return help.str();
}

// An option with a value; one that may be repeated has each of its values behind a name of its own.
template <typename Target>
CLI::Option* add(CLI::App& app, const char* name, const char* value_name, Target& target,
                 const std::string& description) {
  return app.add_option(name, target, description)->option_text(value_name)->allow_extra_args(false);
}

// The same where Settings hold something else than Value.
template <typename Value>
CLI::Option* add_read(CLI::App& app, const char* name, const char* value_name,
                      const std::function<void(const Value&)>& read, const std::string& description) {
  return app.add_option_function<Value>(name, read, description)
      ->option_text(value_name)
      ->allow_extra_args(false);
}

std::string or_default(const std::string& value) {
  return "(default " + value + ")";
}

void add_server_options(CLI::App& app, Settings& settings) {
  app.option_defaults()->group("Server");
  add(app, "--port", "N", settings.port, "port on 127.0.0.1 (default 0: any free one)")
      ->check(CLI::Range(0, 65535));
  add(app, "--base-path", "PATH", settings.base_path, "serve below this path, such as /tenant");
  const auto tls = [&settings]() -> TlsFiles& {
    return settings.tls ? *settings.tls : settings.tls.emplace();
  };
  CLI::Option* const https = app.add_flag_callback("--https", tls, "serve https; needs --cert and --key");
  CLI::Option* const certificate = add_read<std::string>(
      app, "--cert", "FILE", [tls](const auto& file) { tls().certificate = file; }, "certificate chain, PEM");
  CLI::Option* const key = add_read<std::string>(
      app, "--key", "FILE", [tls](const auto& file) { tls().private_key = file; }, "private key, PEM");
  https->needs(certificate)->needs(key);
  certificate->needs(https);
  key->needs(https);
  add(app, "--issuer", "URL", settings.issuer,
      "issuer in metadata, iss and tokens (default: the\nserver's own address)");
  app.add_flag("--print-env", settings.print_env, "print the .env in place of the address");
  app.add_flag("-q,--quiet", settings.quiet, "no line on stderr for each request");
  app.set_version_flag("--version", "goto-mock-auth " GOTO_MOCK_AUTH_VERSION, "print the version");
  app.set_help_flag("-h,--help", "print this help");
}

void accept_client_auth(Client& client, const std::vector<std::string>& words) {
  using enum ClientAuthentication;
  static const std::map<std::string, std::set<ClientAuthentication>> forms = {
      {"form", {BasicForm}},
      {"raw", {BasicRaw}},
      {"post", {Post}},
      {"none", {None}},
      {"any", {BasicForm, BasicRaw, Post}}};
  client.accepted.clear();
  for (const std::string& word : words) {
    client.accepted.insert(forms.at(word).begin(), forms.at(word).end());
  }
}

void add_client_options(CLI::App& app, Settings& settings) {
  app.option_defaults()->group("Client");
  Client& client = settings.client;
  add(app, "--client-id", "ID", client.id, or_default(client.id));
  add(app, "--client-secret", "SECRET", client.secret, or_default(client.secret));
  add(app, "--client-name", "NAME", client.name, "name on the consent page " + or_default(client.name));
  CLI::Option* const is_public = app.add_flag_callback(
      "--public", [&client] { accept_client_auth(client, {"none"}); },
      "a client without a secret, as --client-auth none");
  add_read<std::vector<std::string>>(
      app, "--client-auth", "FORM", [&client](const auto& words) { accept_client_auth(client, words); },
      "accepted client authentication; repeatable:\n"
      "  form  Basic, form-encoded as RFC 6749 says (default)\n"
      "  raw   Basic, id and secret as they are\n"
      "  post  client_id and client_secret in the body\n"
      "  none  client_id in the body, and no secret\n"
      "  any   form, raw and post")
      ->check(CLI::IsMember({"form", "raw", "post", "none", "any"}))
      ->excludes(is_public);
  add(app, "--redirect-uri", "URI", settings.redirect_uris,
      "registered redirect URI; repeatable; port 0 stands for\nany loopback port\n" +
          or_default(settings.redirect_uris.front()));
  add_read<std::string>(
      app, "--scopes", "LIST", [&settings](const auto& text) { settings.scopes_offered = parse_scope(text); },
      "scopes offered, separated by blanks (default: four of\nGoTo's, beginning with " +
          settings.scopes_offered.front() + ")");
  add(app, "--principal", "EMAIL", settings.principal, "who signs in " + or_default(settings.principal));
  add(app, "--pat", "TOKEN", settings.personal_access_token,
      "personal access token\n" + or_default(settings.personal_access_token));
}

void add_grant_options(CLI::App& app, Settings& settings) {
  const auto lifetime_option = [&app](const char* name, std::chrono::seconds& lifetime,
                                      const char* description) {
    add_read<unsigned>(
        app, name, "SECONDS", [&lifetime](const auto& seconds) { lifetime = std::chrono::seconds(seconds); },
        description)
        ->check(CLI::Range(0U, kMaxLifetime));
  };
  app.option_defaults()->group("Authorization");
  CLI::Option* const auto_approve = app.add_flag_callback(
      "--auto-approve", [&settings] { settings.consent = Consent::Approve; },
      "redirect with a code at once, without a page");
  app.add_flag_callback(
         "--deny", [&settings] { settings.consent = Consent::Deny; },
         "redirect with access_denied at once, without a page")
      ->excludes(auto_approve);
  app.add_flag("--iss", settings.iss_parameter, "add iss to authorization responses (RFC 9207)");
  lifetime_option("--code-lifetime", settings.code_lifetime,
                  "(default 60; 0: codes are expired from the start)");
  app.option_defaults()->group("Tokens");
  lifetime_option("--expires-in", settings.access_token_lifetime, "lifetime of access tokens (default 3600)");
  app.add_flag("--rotate", settings.rotate,
               "each refresh gives a new refresh token and spends the\n"
               "old one; using that again revokes the whole grant");
  app.option_defaults()->group("Faults");
  add_read<std::vector<std::string>>(
      app, "--fault", "KIND[=VALUE][:COUNT]",
      [&settings](const auto& texts) {
        std::transform(texts.begin(), texts.end(), std::back_inserter(settings.faults), parse_fault);
      },
      "make something go wrong; repeatable");
}

void require_usage(bool fulfilled, const std::string& message) {
  if (!fulfilled) {
    throw Failure(2, message, kSeeHelp);
  }
}

// RFC 6749 appendix A allows visible ASCII and blanks.
void check_vschar(const std::string& option, const std::string& value) {
  const bool visible = std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
  require_usage(visible && !value.empty(), option + " must be printable ASCII and not empty");
}

void check_base_path(std::string& base_path) {
  while (base_path.ends_with('/')) {
    base_path.pop_back();
  }
  require_usage(base_path.empty() || (base_path.front() == '/' && is_made_of(base_path, "-_/")),
                "--base-path must start with / and hold letters, digits, - and _ only");
}

// A client may register a redirect URI that is absolute, without fragment (RFC 6749 §3.1.2), printable ASCII.
void check_redirect_uri(const std::string& uri) {
  const bool printable = std::all_of(uri.begin(), uri.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  const std::size_t scheme = uri.find(':');
  require_usage(printable && scheme != 0 && scheme != std::string::npos && uri.find('#') == std::string::npos,
                "--redirect-uri must be an absolute URI without a fragment: '" + uri + "'");
}

void check(Settings& settings) {
  check_base_path(settings.base_path);
  check_vschar("--client-id", settings.client.id);
  check_vschar("--client-secret", settings.client.secret);
  check_vschar("--pat", settings.personal_access_token);
  require_usage(!settings.scopes_offered.empty(), "--scopes must name at least one scope");
  std::for_each(settings.redirect_uris.begin(), settings.redirect_uris.end(), check_redirect_uri);
  if (settings.print_env) {
    static_cast<void>(
        env_file_text(settings, {}));  // rejects what can't be printed, before anything is started
  }
}

// dotenv knows no escaping of quotes: one must be found that doesn't occur.
std::string env_value(const std::string& value) {
  if (is_made_of(value, "+/=:._~@-?&%[]")) {
    return value;
  }
  for (const char quote : {'\'', '`', '"'}) {
    if (value.find(quote) == std::string::npos && !(quote == '"' && value.find('\\') != std::string::npos)) {
      return quote + value + quote;
    }
  }
  throw Failure(2, "the .env syntax can't hold a value with all kinds of quotes", kSeeHelp);
}

}  // namespace

std::optional<Settings> parse_options(int argc, const char* const* argv) {
  Settings settings;
  CLI::App app("", "goto-mock-auth");
  app.formatter_fn([](const CLI::App* parsed, const auto&, auto) { return help_text(*parsed); });
  add_server_options(app, settings);
  add_client_options(app, settings);
  add_grant_options(app, settings);
  try {
    app.parse(argc, argv);
    check(settings);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      app.exit(error, std::cout, std::cerr);
      return std::nullopt;
    }
    throw Failure(2, error.what(), kSeeHelp);
  } catch (const std::invalid_argument& error) {
    throw Failure(2, error.what(), kSeeHelp);
  }
  return settings;
}

std::string env_file_text(const Settings& settings, const std::string& base_url) {
  std::string text = "OAUTH_CLIENT_ID=" + env_value(settings.client.id) + "\n";
  if (!settings.client.is_public()) {
    text += "OAUTH_CLIENT_SECRET=" + env_value(settings.client.secret) + "\n";
  }
  text += "OAUTH_SERVICE_URL=" + base_url + "\n";
  text += "OAUTH_REDIRECT_URI=" + env_value(settings.redirect_uris.front()) + "\n";
  return text;
}

}  // namespace goto_mock_auth
