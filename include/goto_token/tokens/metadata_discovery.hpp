#pragma once

#include "goto_token/config/config.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// The authorization server of the configuration. Where only its issuer is known, this fetches its metadata:
/// from the URL of RFC 8414, else from the URL of OpenID Connect Discovery. Otherwise this sends nothing.
/// @throws Error{Network} when the server cannot be reached, has no metadata, or has metadata that cannot be
/// used. An invalid URL in the configuration fails earlier, with Error{Configuration}. Error{Configuration}
/// when nothing that is set proves the client to it.
[[nodiscard]] AuthorizationServer find_authorization_server(const Config& config, const Effects& effects);

/// Why the server takes no assertion of the client's key, as far as its metadata tells; after `its ` or `the
/// server's `. Empty where it takes one, and where assertions are not what the client tries first.
/// @param client for requests to this server. @throws Error{Configuration} as `ClientKey::read`.
[[nodiscard]] std::string explain_unfit_key(const Client& client);

/// Checks the client's private key, and the certificate that assertions name, before they are needed. Warns
/// of a key that does not fit the server and of a certificate that is not valid now.
/// @throws Error{Configuration} where one of the two cannot be used.
void check_client_key(const Client& client, const Effects& effects);

}  // namespace goto_token
