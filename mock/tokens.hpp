#pragma once

#include <string>

#include "endpoints.hpp"

namespace goto_mock_auth {

/// A new access token of the kind that the shape has. A JWT's signature is random octets: there is no key,
/// and nothing could verify it.
[[nodiscard]] std::string make_access_token(const Context& context, const Granting& granting);

/// A new ID token (OpenID Connect Core §2) about who signed in, signed in the same way.
[[nodiscard]] std::string make_id_token(const Context& context, const std::string& principal);

}  // namespace goto_mock_auth
