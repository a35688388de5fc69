#pragma once

#include <string>

#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/oauth/authorization_response.hpp"
#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {

/// The parameters of an access token request with an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).
/// `redirect_uri` is byte for byte the one of the authorization request. The result holds secrets.
[[nodiscard]] FormParameters make_authorization_code_grant(const AuthorizationCode& code,
                                                           const std::string& redirect_uri,
                                                           const Secret& code_verifier);

/// The token request that presents `grant` at `token_endpoint` as `client` (RFC 6749 §3.2). The result holds
/// secrets.
[[nodiscard]] HttpRequest make_token_request(const Url& token_endpoint, FormParameters grant,
                                             const Client& client, ClientAuthentication authentication);

}  // namespace goto_token
