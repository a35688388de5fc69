#pragma once

#include <string>

#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/oauth/authorization_response.hpp"
#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {

/// The parameters of an access token request with an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).
/// `redirect_uri` equals the one of the authorization request byte for byte. The result holds secrets.
[[nodiscard]] FormParameters make_authorization_code_grant(const AuthorizationCode& code,
                                                           const std::string& redirect_uri,
                                                           const Secret& code_verifier);

/// The parameters of a refresh request (RFC 6749 §6). With an empty `scope` the new token has the scopes of
/// the old one. The result holds a secret.
[[nodiscard]] FormParameters make_refresh_token_grant(const Secret& refresh_token,
                                                      const std::string& scope = {});

/// The parameters of GoTo's own grant for machines without a user. The result holds a secret.
[[nodiscard]] FormParameters make_personal_access_token_grant(const Secret& personal_access_token);

/// The parameters of the client credentials grant (RFC 6749 §4.4.2). An empty `scope` leaves the choice to
/// the server.
[[nodiscard]] FormParameters make_client_credentials_grant(const std::string& scope);

/// The parameters of the request that revokes a token, and with a refresh token the whole grant (RFC 7009
/// §2.1). The result holds a secret.
/// @param token_type_hint `refresh_token` or `access_token`.
[[nodiscard]] FormParameters make_revocation_parameters(const Secret& token,
                                                        const std::string& token_type_hint);

/// The request with these parameters to an endpoint that requires client authentication (RFC 6749 §3.2). The
/// result holds secrets.
/// @param assertion as for `authenticate`.
[[nodiscard]] HttpRequest make_form_request(const Url& endpoint, FormParameters parameters,
                                            const Client& client, ClientAuthentication authentication,
                                            const Secret& assertion = {});

}  // namespace goto_token
