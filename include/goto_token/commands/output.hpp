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

/// An access token, newly fetched or from the store, as a run hands it on.
struct IssuedToken {
  Secret access_token;
  std::optional<std::chrono::sys_seconds> expires_at;
  Secret json;  ///< The token response: one JSON object.
};

/// The token of a response that has just come.
[[nodiscard]] IssuedToken make_issued_token(ReceivedToken token);

/// The result as stdout gets it, its newline included: the token; as a header field; as lines for a shell's
/// `eval`, whatever the token holds; or as JSON, the response's members and `expires_at`.
[[nodiscard]] Secret format_token(const IssuedToken& token, OutputFormat format);

/// The token as environment variables: `GOTO_ACCESS_TOKEN`, and `GOTO_TOKEN_EXPIRES_AT` (RFC 3339), which is
/// empty when it is not known. Holds a secret.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> make_token_variables(const IssuedToken& token);

}  // namespace goto_token
