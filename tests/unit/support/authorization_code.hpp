#pragma once

#include <string>
#include <variant>

#include "goto_token/base/encoding.hpp"
#include "goto_token/oauth/authorization_response.hpp"

namespace goto_token {

/// A code as only a checked authorization response yields it.
inline AuthorizationCode make_authorization_code(const std::string& value) {
  const Secret state("state");
  const std::string query = form_encode({{"state", "state"}, {"code", value}});
  return std::get<AuthorizationCode>(
      std::get<FinalResponse>(validate_authorization_response(query, {state, {}})));
}

}  // namespace goto_token
