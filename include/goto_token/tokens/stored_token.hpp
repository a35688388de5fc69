#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "goto_token/config/session.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {

/// What a run requires of the stored login.
struct TokenRequirements {
  std::vector<std::string> scopes;
  std::chrono::seconds min_valid;
  bool allow_http = false;  ///< Whether a refresh may go over plain http to another machine.
  bool refresh = false;     ///< Whether the token must come from a refresh of this run.
  std::string login_command = "goto-token login";  ///< What a person types for a login that meets them.
};

/// The requirements of this command line and configuration.
[[nodiscard]] TokenRequirements make_token_requirements(const CommandLine& command_line,
                                                        const Config& config);

/// Why the stored login is not used with `--fresh`.
inline constexpr const char* kFreshIgnoresLogin = "--fresh ignores the stored login";

/// Why the store has no usable token.
struct NoStoredToken {
  std::string reason;  ///< Fit to follow "login required:".
  bool ended = false;  ///< There was a login until now: what takes its place is to be stored.
};

/// A login whose access token meets the requirements, or why there is none.
using StoredToken = std::variant<StoredLogin, NoStoredToken>;

/// Why a login does not give a token that meets the requirements, by a refresh or without; nullopt when it
/// does. Makes the checks that a refresh begins with, and leaves no trace.
/// @returns Error{LoginRequired} where a person can help by signing in, or else the error of the run.
[[nodiscard]] std::optional<Error> find_obstacle(const TokenStore& store,
                                                 const std::optional<StoredLogin>& login,
                                                 const TokenRequirements& requirements, const Client& client,
                                                 const Effects& effects);

/// The stored login, refreshed where its access token is not valid for as long as required.
///
/// A valid token takes neither the lock nor the network. A refresh holds the store's lock: of any number of
/// processes, one sends the request and the others read its result. From its sending until its response is
/// stored, SIGINT, SIGTERM and SIGHUP are held back. A response that cannot be stored is a warning, and its
/// token is used. Warns of scopes that the server did not grant to the refreshed token.
/// @throws Error{TokenStore}; Error{Configuration} for a refresh over plain http that this run does not
/// allow; Error{TokenRefused} on an error response other than `invalid_grant` with status 400 or 401, and
/// Error{Network}. The last two leave the login as it was.
[[nodiscard]] StoredToken use_stored_login(const TokenStore& store, const TokenRequirements& requirements,
                                           const Client& client, const Effects& effects);

}  // namespace goto_token
