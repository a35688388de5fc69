#pragma once

#include "goto_token/config/endpoints.hpp"
#include "goto_token/config/session.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {

/// Gets a token with the device authorization grant (RFC 8628): says on stderr which page a person opens on
/// any device and which code to enter there, opens it where a browser is to be started, and polls the token
/// endpoint until that person has finished. Nothing listens, and the input is not read.
/// @param server has a device authorization endpoint.
/// @throws Error{AuthorizationFailed, TimedOut, TokenRefused, Network}.
[[nodiscard]] ReceivedToken run_device_code_grant(const Session& session, const AuthorizationServer& server);

}  // namespace goto_token
