#pragma once

#include <variant>

#include "goto_token/base/encoding.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// Presents a grant at the token endpoint and returns the token, or the server's refusal.
///
/// Where the way of client authentication is left open, each one is tried once, and the next only after the
/// server refused the client itself. A 429 or 503 that asks for at most 5 s of patience gets it, once.
/// @throws Error{Network} when there is no OAuth answer.
[[nodiscard]] std::variant<TokenResponse, TokenErrorResponse> try_exchange_token(
    const Url& token_endpoint, const FormParameters& grant, const Client& client, const Effects& effects,
    const Diagnostics& diagnostics);

/// The error that a refusal ends the run with: the server's words, without any secret it may have repeated,
/// and a hint.
[[nodiscard]] Error make_token_refusal(const TokenErrorResponse& refusal, const FormParameters& grant,
                                       const Client& client);

/// The same as try_exchange_token, for callers whom a refusal stops.
/// @throws Error{TokenRefused} on a refusal, Error{Network} when there is no OAuth answer.
[[nodiscard]] TokenResponse exchange_token(const Url& token_endpoint, const FormParameters& grant,
                                           const Client& client, const Effects& effects,
                                           const Diagnostics& diagnostics);

/// Asks the server to revoke a token (RFC 7009), with client authentication as for a token request. A server
/// that does not know the token any more is a success (§2.2).
/// @throws Error{TokenRefused} on an OAuth error, Error{Network} on any other answer than 200.
void revoke_token(const Url& revocation_endpoint, const Secret& token, const std::string& token_type_hint,
                  const Client& client, const Effects& effects, const Diagnostics& diagnostics);

}  // namespace goto_token
