#pragma once

#include "goto_token/config/config.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// The authorization server of the configuration. Where only its issuer is known, this fetches its metadata:
/// from the URL of RFC 8414, else from the URL of OpenID Connect Discovery. Otherwise this sends nothing.
/// @throws Error{Network} when the server cannot be reached, has no metadata, or has metadata that cannot be
/// used. An invalid URL in the configuration fails earlier, with Error{Configuration}.
[[nodiscard]] AuthorizationServer find_authorization_server(const Config& config, const Effects& effects);

}  // namespace goto_token
