#pragma once

#include <string>
#include <variant>

#include "goto_token/oauth/authorization_response.hpp"

namespace goto_token {

/// A code as only a checked authorization response yields it.
inline AuthorizationCode make_authorization_code(const std::string& value) {
  const Secret state("state");
  return std::get<AuthorizationCode>(
      validate_authorization_response({{"state", "state"}, {"code", value}}, {state, {}}));
}

}  // namespace goto_token
