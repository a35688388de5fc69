#pragma once

#include <string>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/io/wait.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/oauth/pushed_authorization.hpp"

namespace goto_token {

/// An authorization request that the server keeps until the browser comes for it.
struct PushedAuthorizationRequest {
  PushedAuthorization authorization;
  Deadline pushed_at;
};

/// Pushes the authorization request to the server (RFC 9126 §2). The method of client authentication that it
/// accepts becomes the client's accepted one, so that the token request begins with that.
/// @param parameters those of the authorization request, which hold the state.
/// @throws Error{TokenRefused} on an error response, Error{Network} on any other that has no request URI.
[[nodiscard]] PushedAuthorizationRequest push_authorization_request(const Url& endpoint,
                                                                    const FormParameters& parameters,
                                                                    const RedirectUri& redirect_uri,
                                                                    Client& client, const Effects& effects);

/// The error that ended the wait for the authorization response. Its hint says so where the request URI had
/// run out by `now`: the server then shows an error in the browser, and sends nothing back.
[[nodiscard]] Error with_expiry(const Error& error, const PushedAuthorizationRequest& pushed, Deadline now);

}  // namespace goto_token
