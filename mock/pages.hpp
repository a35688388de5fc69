#pragma once

#include <string>

#include "http.hpp"
#include "scope.hpp"

namespace goto_mock_auth {

/// What the sign-in and consent page shows and sends back.
struct ConsentPage {
  std::string client_name;
  std::string client_id;
  std::string redirect_uri;
  Scope scope;
  std::string principal;  ///< filled into the sign-in field
  std::string action;     ///< where the decision goes
  std::string ticket;     ///< must come back with the decision
};

/// The page on which a person signs in and allows or denies.
[[nodiscard]] HttpAnswer consent_page(const ConsentPage& page);

/// A page that says why an authorization request goes nowhere (RFC 6749 §4.1.2.1).
[[nodiscard]] HttpAnswer refusal_page(int status, const std::string& reason);

}  // namespace goto_mock_auth
