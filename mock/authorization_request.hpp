#pragma once

#include "grant_store.hpp"
#include "http.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

/// The status of an OAuthError that is told to the client, by a redirect.
inline constexpr int kRedirected = 302;

/// Checks that a request names the known client.
/// @throws OAuthError 400 invalid_request.
void require_client_id(const Settings& settings, const Parameters& query);

/// Reads an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3) and checks it.
/// @throws OAuthError 400 where nothing tells that a redirect would reach the client (RFC 6749 §4.1.2.1), and
/// kRedirected later, when `request` holds the redirect URI and the state already.
void read_authorization_request(const Settings& settings, const Parameters& query,
                                AuthorizationRequest& request);

}  // namespace goto_mock_auth
