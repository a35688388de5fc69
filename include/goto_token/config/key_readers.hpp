#pragma once

#include <string_view>

#include "goto_token/config/keys.hpp"

namespace goto_token {

/// The default of the redirect URI.
inline constexpr std::string_view kDefaultRedirectUri = "http://127.0.0.1:5000/login/oauth2/code/goto";

/// The readers of the table of keys. Each reads one key, or its option, into the configuration. They throw as
/// `Key::read` says.
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
void read_grant_secret(const KeyReading& reading);  ///< Only if the chosen grant uses this key.
void read_profile(const KeyReading& reading);
void read_redirect_uri(const KeyReading& reading);
void read_scopes(const KeyReading& reading);
void read_timeout(const KeyReading& reading);
void read_ca_file(const KeyReading& reading);
/// @}

}  // namespace goto_token
