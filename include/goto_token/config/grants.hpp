#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/oauth/token_request.hpp"

namespace goto_token {

struct Config;

/// How a person takes part in a grant.
enum class SignIn {
  Redirect,  ///< In a browser, which brings the authorization response back (RFC 6749 §4.1).
  Device,    ///< On any device, with a code that this one shows (RFC 8628 §3.3).
};

/// A grant: a row of the one table of grants.
struct Grant {
  std::string_view name;               ///< The value of `--grant` and OAUTH_GRANT.
  std::string_view grant_type;         ///< The value in the token request (RFC 6749 §4).
  std::string_view secret_key = {};    ///< The key of the grant's secret; empty for none.
  bool uses_store = false;             ///< Whether its tokens become a stored login.
  std::optional<SignIn> sign_in = {};  ///< Nullopt where no person takes part.
  /// Makes the parameters of the token request, which hold secrets; nullptr where a sign-in makes them.
  FormParameters (*make_parameters)(const Config& config) = nullptr;
  std::string_view invalid_grant_hint;             ///< The hint for the error `invalid_grant`.
  std::string_view unauthorized_client_hint = {};  ///< For `unauthorized_client`; empty: the general one.
};

/// Every grant, the default first.
[[nodiscard]] std::span<const Grant> all_grants() noexcept;

/// The grant of this name, such as `client-credentials`; nullptr when there is none.
[[nodiscard]] const Grant* find_grant(std::string_view name) noexcept;

/// The grant of this `grant_type`, such as `client_credentials`; nullptr when there is none.
[[nodiscard]] const Grant* find_grant_by_type(std::string_view grant_type) noexcept;

/// The names of all grants.
[[nodiscard]] std::vector<std::string> grant_names();

/// Makes sure that `--grant` is a grant whose tokens are stored where the command or `--refresh` is about
/// those.
/// @throws Error{Usage} when it is not.
void require_stored_grant(const CommandLine& command_line);

/// Why options that were given for the command do nothing with this grant, one text each.
[[nodiscard]] std::vector<std::string> find_idle_options(const CommandLine& command_line, const Grant& grant);

}  // namespace goto_token
