#pragma once

#include "goto_token/config/keys.hpp"

namespace goto_token {

/// The readers of the keys that name the server and its endpoints. The query of an endpoint must hold no
/// parameter that requests to it have.
/// @throws Error{Configuration} naming the key.
/// @{
void read_service_url(const KeyReading& reading);
void read_issuer(const KeyReading& reading);
void read_authorization_endpoint(const KeyReading& reading);
void read_token_endpoint(const KeyReading& reading);
void read_revocation_endpoint(const KeyReading& reading);
void read_device_authorization_endpoint(const KeyReading& reading);
void read_pushed_authorization_request_endpoint(const KeyReading& reading);
/// @}

}  // namespace goto_token
