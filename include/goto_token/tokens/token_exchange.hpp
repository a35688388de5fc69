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

/// A token response and when it was received: its lifetime counts from then.
struct ReceivedToken {
  TokenResponse response;
  std::chrono::sys_seconds received_at;
};

/// Sends a token request (RFC 6749 §3.2) of the grant's parameters and the further ones of the client, and
/// returns the token, or the server's error response.
///
/// Where no method of client authentication is set, this tries each one once, and the next only after the
/// server rejected the client authentication. A 429 or 503 that asks to wait for at most 5 s is obeyed, once.
/// @throws Error{Network} when the response is not OAuth's.
[[nodiscard]] std::variant<ReceivedToken, TokenErrorResponse> try_exchange_token(const Url& token_endpoint,
                                                                                 const FormParameters& grant,
                                                                                 const Client& client,
                                                                                 const Effects& effects);

/// The error that an error response ends the run with: the server's words with our secrets redacted, and a
/// hint.
[[nodiscard]] Error make_token_error(const TokenErrorResponse& response, const FormParameters& grant,
                                     const Client& client);

/// The same as try_exchange_token, but fails on an error response.
/// @throws Error{TokenRefused} on an error response, Error{Network} when the response is not OAuth's.
[[nodiscard]] ReceivedToken exchange_token(const Url& token_endpoint, const FormParameters& grant,
                                           const Client& client, const Effects& effects);

/// Gets a token with the configured grant, which is one that needs no person. Does not use the store. Warns
/// of scopes that were not granted.
/// @throws Error{TokenRefused, Network}.
[[nodiscard]] ReceivedToken run_direct_grant(const Session& session);

/// Asks the server to revoke a token (RFC 7009), with client authentication as for a token request. It is
/// a success when the server does not know the token any more (§2.2).
/// @throws Error{TokenRefused} on an OAuth error, Error{Network} on any other response than 200.
void revoke_token(const Url& revocation_endpoint, const Secret& token, const std::string& token_type_hint,
                  const Client& client, const Effects& effects);

/// Warns of requested scopes that were not granted.
void warn_of_missing_scopes(const TokenResponse& response, const std::vector<std::string>& requested,
                            const Diagnostics& diagnostics);

}  // namespace goto_token
