#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "goto_token/base/secret.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {

/// The access token that a run prints or passes on, newly fetched or from the store.
struct IssuedToken {
  Secret access_token;
  std::optional<std::chrono::sys_seconds> expires_at;
  Secret json;  ///< The token response: one JSON object, within the limits of `parse_json_object`.
};

/// Makes an issued token from a new token response.
[[nodiscard]] IssuedToken make_issued_token(ReceivedToken token);

/// The token in an output format, with the newline at its end. `Env` is safe for a shell's `eval`, whatever
/// the token holds. `Json` is the members of the response and our `expires_at`; one
/// of the server is left out.
/// @throws Error{Failure} for `Dotenv`, when a reader of such lines would change the token.
[[nodiscard]] Secret format_token(const IssuedToken& token, OutputFormat format);

/// The token as environment variables: `GOTO_ACCESS_TOKEN`, and `GOTO_TOKEN_EXPIRES_AT` (RFC 3339; empty when
/// not known). Holds a secret.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> make_token_variables(const IssuedToken& token);

}  // namespace goto_token
