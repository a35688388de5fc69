#pragma once

#include <string>

#include "grant_store.hpp"
#include "http.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

/// The page on which a person signs in and allows or denies. The decision goes to `action`, with the ticket.
[[nodiscard]] HttpResponse make_consent_page(const Settings& settings, const AuthorizationRequest& request,
                                             const std::string& action, const std::string& ticket);

/// A page that says why an authorization request goes nowhere (RFC 6749 §4.1.2.1).
[[nodiscard]] HttpResponse make_error_page(int status, const std::string& reason);

}  // namespace goto_mock_auth
