#pragma once

#include "http.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

/// What a client asks for, or is granted.
struct Access {
  Scope scope;
};

/// Reads what a request asks for: without a scope all that are offered.
/// @throws OAuthError with `error_status`: invalid_scope.
[[nodiscard]] Access requested_access(const Settings& settings, const Parameters& parameters,
                                      int error_status);

}  // namespace goto_mock_auth
