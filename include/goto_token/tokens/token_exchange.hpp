#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/config/session.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// A token response and when it came, which is what its lifetime counts from.
struct ReceivedToken {
  TokenResponse response;
  std::chrono::sys_seconds received_at;
};

/// Presents a grant at the token endpoint and returns the token, or the server's error response.
///
/// Where the method of client authentication is left open, each one is tried once, and the next only after
/// the server rejected the client itself. A 429 or 503 that asks to wait for at most 5 s is obeyed, once.
/// @throws Error{Network} when there is no OAuth response.
[[nodiscard]] std::variant<ReceivedToken, TokenErrorResponse> try_exchange_token(const Url& token_endpoint,
                                                                                 const FormParameters& grant,
                                                                                 const Client& client,
                                                                                 const Effects& effects);

/// The error that an error response ends the run with: the server's words, without any secret it may have
/// repeated, and a hint.
[[nodiscard]] Error make_token_error(const TokenErrorResponse& response, const FormParameters& grant,
                                     const Client& client);

/// The same as try_exchange_token, for callers whom an error response stops.
/// @throws Error{TokenRefused} on an error response, Error{Network} when there is no OAuth response.
[[nodiscard]] ReceivedToken exchange_token(const Url& token_endpoint, const FormParameters& grant,
                                           const Client& client, const Effects& effects);

/// Gets a token with the configured grant, which is one that needs no person. The store is neither read nor
/// written. Warns of scopes that were not granted.
/// @throws Error{TokenRefused, Network}.
[[nodiscard]] ReceivedToken run_direct_grant(const Session& session);

/// Asks the server to revoke a token (RFC 7009), with client authentication as for a token request. A server
/// that does not know the token any more is a success (§2.2).
/// @throws Error{TokenRefused} on an OAuth error, Error{Network} on any other response than 200.
void revoke_token(const Url& revocation_endpoint, const Secret& token, const std::string& token_type_hint,
                  const Client& client, const Effects& effects);

/// Warns of requested scopes that were not granted.
void warn_of_missing_scopes(const TokenResponse& response, const std::vector<std::string>& requested,
                            const Diagnostics& diagnostics);

}  // namespace goto_token
