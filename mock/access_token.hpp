#pragma once

#include <chrono>
#include <string>

#include "scope.hpp"

namespace goto_mock_auth {

/// What an access token says.
struct AccessTokenClaims {
  std::string issuer;
  std::string client_id;
  std::string principal;  ///< the user's e-mail address; empty when a client acts for itself
  Scope scope;
  std::chrono::seconds lifetime{0};
};

/// A new access token that looks like GoTo's: a JWT of 1 to 2 KB. No two are the same. Its signature is
/// random octets: there is no key, and nothing could verify it.
[[nodiscard]] std::string make_access_token(const AccessTokenClaims& claims);

}  // namespace goto_mock_auth
