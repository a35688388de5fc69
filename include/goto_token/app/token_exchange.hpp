#pragma once

#include "goto_token/app/diagnostics.hpp"
#include "goto_token/app/effects.hpp"
#include "goto_token/base/encoding.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// Presents a grant at the token endpoint and returns the token.
///
/// Where the way of client authentication is left open, each one is tried once, and the next only after the
/// server refused the client itself. A 429 or 503 that asks for at most 5 s of patience gets it, once.
/// @throws Error{TokenRefused} with the server's words, Error{Network} when there is no OAuth answer.
[[nodiscard]] TokenResponse exchange_token(const Url& token_endpoint, const FormParameters& grant,
                                           const Client& client, const Effects& effects,
                                           const Diagnostics& diagnostics);

}  // namespace goto_token
