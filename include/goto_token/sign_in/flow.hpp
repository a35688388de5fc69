#pragma once

#include "goto_token/config/config.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {

/// Gets a token from `server` with the authorization code grant for native apps (RFC 6749 §4.1, RFC 7636, RFC
/// 8252): listens, pushes the request where the server keeps it (RFC 9126), has the user sign in, receives
/// the code and exchanges it. The browser has its page, and the port is free, when this returns or throws.
/// @throws Error{AuthorizationFailed, TimedOut, TokenRefused, Network, CannotListen}.
[[nodiscard]] ReceivedToken run_authorization_code_grant(const Config& config,
                                                         const AuthorizationServer& server,
                                                         const Effects& effects);

}  // namespace goto_token
