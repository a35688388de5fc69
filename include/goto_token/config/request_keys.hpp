#pragma once

#include "goto_token/config/keys.hpp"

namespace goto_token {

/// The readers of the keys that add parameters to the authorization request and to token requests. Those of
/// each request are added in the order in which the keys are read.
/// @throws Error{Configuration} naming the key and the part of its value that is at fault.
/// @{
void read_audience(const KeyReading& reading);
void read_resources(const KeyReading& reading);
void read_authorize_params(const KeyReading& reading);
void read_token_params(const KeyReading& reading);
/// @}

}  // namespace goto_token
