#include "options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>

#include "help.hpp"
#include "option_checks.hpp"

namespace goto_mock_auth {
namespace {

constexpr unsigned kMaxLifetime = 10 * 365 * 24 * 3600;  // ten years, in seconds

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

Scope some_scope(const std::string& text) {
  Scope scope = parse_scope(text);
  if (scope.empty()) {
    throw std::invalid_argument("--scopes must name at least one scope");
  }
  return scope;
}

const Shape& shape_of(const std::string& name) {
  std::string known;
  for (const Shape& shape : shapes()) {
    if (shape.name == name) {
      return shape;
    }
    known += (known.empty() ? "" : ", ") + std::string(shape.name);
  }
  throw std::invalid_argument("unknown server '" + name + "' in --like; there are " + known);
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
  add_read<std::string>(
      app, "--like", "SERVER", [&settings](const auto& name) { settings.shape = &shape_of(name); },
      "paths, metadata and responses as this server has them;\nsee below (default goto)");
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
      {"private-key-jwt", {PrivateKeyJwt}},
      {"tls", {Tls}},
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
      "  form  Basic, form-encoded as RFC 6749 says (default;\n"
      "        with post if it is not like goto)\n"
      "  raw   Basic, id and secret as they are\n"
      "  post  client_id and client_secret in the body\n"
      "  none  client_id in the body, and no secret\n"
      "  any   form, raw and post\n"
      "  private-key-jwt  an assertion signed by --client-key\n"
      "  tls   a certificate issued by --client-ca")
      ->check(CLI::IsMember({"form", "raw", "post", "none", "any", "private-key-jwt", "tls"}))
      ->excludes(is_public);
  add(app, "--client-key", "FILE", client.key_file,
      "the client's public key, PEM: RSA, P-256, P-384 or\nEd25519 (a private key will do)");
  add_read<std::string>(
      app, "--client-ca", "FILE",
      [&settings](const auto& file) {
        (settings.tls ? *settings.tls : settings.tls.emplace()).client_ca = file;
      },
      "certificates of those who issue the client's, PEM");
  add(app, "--redirect-uri", "URI", settings.redirect_uris,
      "registered redirect URI; repeatable; port 0 stands for\nany loopback port\n" +
          or_default(settings.redirect_uris.front()));
  add_read<std::string>(
      app, "--scopes", "LIST", [&settings](const auto& text) { settings.scopes_offered = some_scope(text); },
      "scopes offered, separated by blanks (default: four of\nGoTo's, or those of OpenID Connect)");
  add(app, "--resource", "URI", settings.resources,
      "an audience that there is; repeatable; others are\nrefused as invalid_target (default: any will do)");
  app.add_flag("--require-audience", settings.require_audience,
               "refuse requests without audience and resource");
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
      "redirect with a code, or approve a device, at once,\nwithout a page");
  app.add_flag_callback(
         "--deny", [&settings] { settings.consent = Consent::Deny; },
         "redirect with access_denied, or deny a device, at\nonce, without a page")
      ->excludes(auto_approve);
  app.add_flag("--iss", settings.iss_parameter, "add iss to authorization responses (RFC 9207)");
  lifetime_option("--code-lifetime", settings.code_lifetime,
                  "(default 60; 0: codes are expired from the start)");
  lifetime_option("--device-lifetime", settings.device_lifetime,
                  "(default 600; 0: device codes are expired from the\nstart)");
  lifetime_option("--device-interval", settings.device_interval,
                  "between polls of a device (default 5; 0: any pace)");
  lifetime_option("--par-lifetime", settings.par_lifetime,
                  "of the request_uri of a pushed request (default 60)");
  app.add_flag("--require-par", settings.require_par, "take pushed authorization requests only (RFC 9126)");
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
    check_options(settings);
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

}  // namespace goto_mock_auth
