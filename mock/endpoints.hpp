#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "context.hpp"
#include "http.hpp"

namespace goto_mock_auth {

inline constexpr std::string_view kAuthorizePath = "/oauth/authorize";
inline constexpr std::string_view kConsentPath = "/oauth/consent";
inline constexpr std::string_view kTokenPath = "/oauth/token";
inline constexpr std::string_view kRevokePath = "/oauth/revoke";
inline constexpr std::string_view kIntrospectPath = "/oauth/introspect";
inline constexpr std::string_view kMetadataPath = "/.well-known/oauth-authorization-server";
inline constexpr std::string_view kRequestsPath = "/_requests";

/// The authorization endpoint (RFC 6749 §3.1): a code, an error, or the sign-in and consent page.
[[nodiscard]] HttpAnswer answer_authorization_request(Context& context, const HttpRequest& request);

/// Takes what the user decided on the consent page.
[[nodiscard]] HttpAnswer answer_consent(Context& context, const HttpRequest& request);

/// The token endpoint (RFC 6749 §3.2).
[[nodiscard]] HttpAnswer answer_token_request(Context& context, const HttpRequest& request);

/// The revocation endpoint (RFC 7009).
[[nodiscard]] HttpAnswer answer_revocation_request(Context& context, const HttpRequest& request);

/// The introspection endpoint (RFC 7662).
[[nodiscard]] HttpAnswer answer_introspection_request(Context& context, const HttpRequest& request);

/// The authorization server metadata (RFC 8414).
[[nodiscard]] HttpAnswer answer_metadata_request(Context& context, const HttpRequest& request);

/// Checks what all endpoints for clients ask of a request: a form without repeated parameters, from the known
/// client.
/// @throws OAuthError 400 invalid_request, or 401 invalid_client.
void check_client_request(const Context& context, const HttpRequest& request);

/// A path and method that are answered.
struct Route {
  std::string method;
  std::string path;
  HttpAnswer (*answer)(Context& context, const HttpRequest& request);
};

/// All routes of a server below `base_path`.
[[nodiscard]] std::vector<Route> routes(const std::string& base_path);

}  // namespace goto_mock_auth
