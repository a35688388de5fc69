#pragma once

#include <span>
#include <string>
#include <string_view>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/oauth/token_request.hpp"

namespace goto_token {

struct Config;

/// How a run gets its token: a row of the one table of grants.
struct Grant {
  std::string_view name;             ///< As `--grant` and OAUTH_GRANT spell it.
  std::string_view grant_type;       ///< As the token request spells it (RFC 6749 §4).
  std::string_view secret_key = {};  ///< The key of the secret that the grant presents; empty for none.
  bool needs_person = false;         ///< Whether a person signs in.
  bool uses_store = false;           ///< Whether its tokens are kept as a stored login.
  bool needs_authorization_endpoint = false;
  /// The parameters of the token request; nullptr where a sign-in makes them. They hold secrets.
  FormParameters (*make_parameters)(const Config& config) = nullptr;
  std::string_view invalid_grant_hint;  ///< What to do about the error `invalid_grant`.
  std::string_view unauthorized_client_hint =
      {};  ///< The same for `unauthorized_client`; empty: as for any grant.
};

/// Every grant, the default first.
[[nodiscard]] std::span<const Grant> all_grants() noexcept;

/// The grant of this name, such as `client-credentials`; nullptr when there is none.
[[nodiscard]] const Grant* find_grant(std::string_view name) noexcept;

/// The grant of this `grant_type`, such as `client_credentials`; nullptr when there is none.
[[nodiscard]] const Grant* find_grant_by_type(std::string_view grant_type) noexcept;

/// The names of all grants, for a message.
[[nodiscard]] std::string grant_names();

/// Makes sure that `login` was given no grant whose tokens are never stored.
/// @throws Error{Usage}.
void require_stored_grant(const CommandLine& command_line);

}  // namespace goto_token
