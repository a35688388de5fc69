#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>

namespace goto_mock_auth {

// Members that one kind of server adds, or names or leaves out in its own way; see Shape.

/// ext_expires_in: how long the token may be used while the server is down.
void add_entra_token_members(nlohmann::json& members, std::chrono::seconds lifetime);

/// A message for the person in place of verification_uri_complete.
void change_entra_device_members(nlohmann::json& members);

/// Without what Entra's metadata doesn't tell.
void change_entra_metadata(nlohmann::json& members);

/// The AADSTS `number`, the time and the ids that support asks for.
void change_entra_error(nlohmann::json& members, int number);

/// verification_url in place of both verification URIs.
void change_google_device_members(nlohmann::json& members);

/// refresh_expires_in (0 where the refresh token lasts for ever: with offline_access), not-before-policy and
/// session_state.
void add_keycloak_token_members(nlohmann::json& members, std::chrono::seconds lifetime);

/// The endpoints once more, for clients with a certificate (RFC 8705 §5).
void change_keycloak_metadata(nlohmann::json& members);

}  // namespace goto_mock_auth
