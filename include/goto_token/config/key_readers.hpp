#pragma once

#include <string_view>

#include "goto_token/config/keys.hpp"

namespace goto_token {

/// What the redirect URI is unless it is set.
inline constexpr std::string_view kDefaultRedirectUri = "http://127.0.0.1:5000/login/oauth2/code/goto";

/// The readers of the table of keys: each reads one key, or the option that goes before it, into the
/// configuration. What each throws, `Key::read` says.
/// @{
void read_client_id(const KeyReading& reading);
void read_client_secret(const KeyReading& reading);
void read_client_authentication(const KeyReading& reading);
void read_service_url(const KeyReading& reading);
void read_authorization_endpoint(const KeyReading& reading);
void read_token_endpoint(const KeyReading& reading);
void read_revocation_endpoint(const KeyReading& reading);
void read_issuer(const KeyReading& reading);
void read_grant(const KeyReading& reading);
void read_grant_secret(const KeyReading& reading);  ///< Of the grant that presents this key's secret.
void read_profile(const KeyReading& reading);
void read_redirect_uri(const KeyReading& reading);
void read_scopes(const KeyReading& reading);
void read_timeout(const KeyReading& reading);
void read_ca_file(const KeyReading& reading);
/// @}

}  // namespace goto_token
