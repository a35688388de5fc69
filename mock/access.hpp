#pragma once

#include <string>
#include <vector>

#include "http.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

/// What a client asks for, or is granted.
struct Access {
  Scope scope;
  std::vector<std::string> audience;  ///< `audience` and each `resource` (RFC 8707); empty: none was named
  bool offline = true;                ///< with a refresh token
};

/// Reads what a request asks for: without a scope all that are offered.
/// @throws OAuthError with `error_status`: invalid_scope or invalid_target.
[[nodiscard]] Access requested_access(const Settings& settings, const Parameters& parameters,
                                      int error_status);

/// What a token request with a code or a refresh token gets of what was granted: the scope and the audiences
/// that it names, or else all of them.
/// @throws OAuthError 400: invalid_scope or invalid_target.
[[nodiscard]] Access narrowed_access(const Settings& settings, const Access& granted,
                                     const Parameters& parameters);

}  // namespace goto_mock_auth
