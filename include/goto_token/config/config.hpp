#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "goto_token/base/url.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/config/grants.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/tls_client_certificate.hpp"
#include "goto_token/io/tls_context.hpp"
#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {

/// The redirect URI (RFC 6749 §3.1.2, RFC 8252 §7.3). The text is as registered. In the URL the path is never
/// empty, and port 0 stands for any free port.
using RedirectUri = WrittenUrl;

/// The checked configuration of a run.
struct Config {
  Client client;
  ServerUrls server_urls;
  ServerSettings server;     ///< Made from the URLs.
  std::string service;       ///< Identifies the server of a stored login; one line.
  std::string service_name;  ///< The server's name for people.
  const Grant* grant = &all_grants().front();
  Secret grant_secret;            ///< The grant's secret, such as a refresh token; empty for none.
  std::string profile;            ///< Distinguishes several logins of a user at the same server.
  std::string credential_helper;  ///< Keeps the stored login: `docker-credential-NAME`; empty for none.
  RedirectUri redirect_uri;
  bool paste = false;                   ///< Do not listen: the response can only be pasted.
  std::optional<ListenAddress> listen;  ///< Where to listen instead of the redirect URI's own address.
  std::vector<std::string> scopes;
  std::string audience;                     ///< For whom the token is meant; empty for none.
  std::vector<std::string> resources;       ///< Where it is to be used (RFC 8707 §2), as URIs.
  FormParameters authorization_parameters;  ///< Audience, resources and others of the authorization request.
  std::optional<std::chrono::seconds> timeout;  ///< For the authorization response; nullopt waits for ever.
  std::vector<std::string> browser_commands;    ///< The first that starts is used; empty when none was named.
  bool browser_wanted = true;                   ///< False: only print the URL.
  std::optional<std::string> ssh_destination;   ///< Over SSH: the arguments of ssh that name this machine.
  ClientCertificateFiles client_certificate;    ///< Without hints, which make_client_certificate_files adds.
  std::string ca_file;                          ///< Empty for the system's certificates alone.
};

/// Makes the configuration of a run. An option goes before the environment, the environment before the env
/// file, the env file before the default.
/// @throws Error{Configuration} naming the invalid key, or the option where the value comes from it.
[[nodiscard]] Config make_config(const CommandLine& command_line, const Settings& settings);

/// The certificates to trust, with the hints that name the option and the key.
[[nodiscard]] TlsTrust make_tls_trust(const Config& config);

/// The files of the client certificate, with the hints that name keys.
[[nodiscard]] ClientCertificateFiles make_client_certificate_files(const Config& config);

/// Sets the server and its names, from the server's URLs.
void choose_server(Config& config, bool allow_http);

/// Sets how the browser is opened and how ssh reaches this machine. Never fails.
void choose_desktop(Config& config, const CommandLine& command_line, const Settings& settings);

/// Sets the credential helper: from the option, else from the process environment.
/// @throws Error{Configuration} naming the variable when its value is not a name.
void choose_credential_helper(Config& config, const CommandLine& command_line, const Settings& settings);

/// Makes the client for requests to this server.
[[nodiscard]] Client make_client(const Config& config, const AuthorizationServer& server);

/// What works but should be fixed, such as a secret in a file that others can read; one line each. Reads no
/// file.
[[nodiscard]] std::vector<std::string> find_weak_points(const Settings& settings);

/// Whether the redirect URI is plain http on loopback, where we can listen (RFC 8252 §7.3).
[[nodiscard]] bool is_loopback_redirect(const Url& redirect_uri);

/// The redirect URI with `port` in place of port 0.
[[nodiscard]] std::string with_real_port(const RedirectUri& redirect_uri, unsigned port);

}  // namespace goto_token
