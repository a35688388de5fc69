#pragma once

#include <string>

#include "grant_store.hpp"
#include "http.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

/// The page on which a person signs in and allows or denies. The decision goes to `action`, with the ticket.
[[nodiscard]] HttpResponse make_consent_page(const Settings& settings, const AuthorizationRequest& request,
                                             const std::string& action, const std::string& ticket);

/// The page on which a person types the user code of a device. `note` says what was wrong with the last one.
[[nodiscard]] HttpResponse make_user_code_page(int status, const std::string& action,
                                               const std::string& note);

/// The page on which a person signs in and allows or denies what a device asks for. The decision goes to
/// `action`, with the user code.
[[nodiscard]] HttpResponse make_device_consent_page(const Settings& settings, const Access& access,
                                                    const std::string& action, const std::string& user_code);

/// A page that says how things stand, with nothing to do on it.
[[nodiscard]] HttpResponse make_message_page(int status, const std::string& title, const std::string& text);

/// A page that says why an authorization request goes nowhere (RFC 6749 §4.1.2.1).
[[nodiscard]] HttpResponse make_error_page(int status, const std::string& reason);

}  // namespace goto_mock_auth
