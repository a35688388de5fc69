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
#include "goto_token/io/tls_context.hpp"
#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {

/// Where the authorization server sends the browser (RFC 6749 §3.1.2, RFC 8252 §7.3). As written is as
/// registered; in the URL the path is never empty, and port 0 stands for any free port, where we listen.
using RedirectUri = WrittenUrl;

/// All that a run needs to know, checked.
struct Config {
  Client client;
  ServerUrls server_urls;
  ServerSettings server;     ///< Made of the URLs.
  std::string service;       ///< The server in one line, which tells stored logins apart.
  std::string service_name;  ///< The same as people call it.
  const Grant* grant = &all_grants().front();
  Secret grant_secret;  ///< What the grant presents, such as a refresh token; empty for nothing.
  std::string profile;  ///< Tells logins apart where one user has several at the same server.
  RedirectUri redirect_uri;
  bool paste = false;                   ///< The answer can only be pasted; nothing is listened on.
  std::optional<ListenAddress> listen;  ///< Where to listen instead of the redirect URI's own address.
  std::vector<std::string> scopes;
  std::optional<std::chrono::seconds> timeout;  ///< For the authorization response; nullopt waits for ever.
  std::optional<std::string> browser_command;   ///< Nullopt when none was named.
  bool browser_wanted = true;                   ///< False: only print the URL.
  std::optional<std::string> ssh_destination;   ///< Over SSH: what leads the user's ssh to this machine.
  std::string ca_file;                          ///< Empty for the system's certificates alone.
};

/// Brings the command line and the settings together: an option goes before the environment, the environment
/// before the env file, and that before the default.
/// @throws Error{Configuration} naming the key at fault, or the option for values the command line gave.
[[nodiscard]] Config make_config(const CommandLine& command_line, const Settings& settings);

/// The certificates to trust, with the hints that name the option and the key.
[[nodiscard]] TlsTrust make_tls_trust(const Config& config);

/// Fills in what the server's URLs come to: the server, and what it is called.
void choose_server(Config& config, bool allow_http);

/// Fills in how the browser is opened and how ssh leads here, of which nothing can be wrong.
void choose_desktop(Config& config, const CommandLine& command_line, const Settings& settings);

/// The client as it asks at this server.
[[nodiscard]] Client make_client(const Config& config, const AuthorizationServer& server);

/// What works but should be fixed, such as a secret in a file that others can read; one line each.
[[nodiscard]] std::vector<std::string> find_weak_points(const Settings& settings);

/// Whether the browser reaches this machine by the redirect URI: plain http on loopback (RFC 8252 §7.3).
[[nodiscard]] bool is_loopback_redirect(const Url& redirect_uri);

/// The redirect URI with the port that is really listened on, where it said 0.
[[nodiscard]] std::string with_real_port(const RedirectUri& redirect_uri, unsigned port);

}  // namespace goto_token
