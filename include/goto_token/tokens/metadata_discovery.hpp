#pragma once

#include "goto_token/config/config.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// The authorization server that the configuration means. Where only its issuer is known, its metadata is
/// fetched: as RFC 8414 has it, and where there is none, as OpenID Connect Discovery has it. Otherwise this
/// costs nothing.
/// @throws Error{Network} when the server cannot be reached, has no metadata, or has metadata that cannot be
/// used. All that is wrong with the server's answer ends this way, and only a URL that is wrong in itself is
/// an Error{Configuration}, long before.
[[nodiscard]] AuthorizationServer find_authorization_server(const Config& config, const Effects& effects);

}  // namespace goto_token
