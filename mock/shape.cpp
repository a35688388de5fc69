#include "shape.hpp"

#include "shape_members.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::string_view kOpenIdScopes = "openid profile email offline_access";

Shape goto_shape() {
  return {.name = "goto",
          .meaning = "endpoints below /oauth, metadata at RFC 8414's place",
          .paths = {.authorize = "/oauth/authorize",
                    .token = "/oauth/token",
                    .revoke = "/oauth/revoke",
                    .introspect = "/oauth/introspect",
                    .device = "/oauth/device_authorization",
                    .verification = "/device",
                    .par = "/oauth/par"},
          .openid_discovery = false,
          .scopes = "messaging.v1.send messaging.v1.read users.v1.lines.read webhooks.v1.write"};
}

Shape auth0_shape() {
  return {.name = "auth0",
          .meaning = "opaque tokens where no audience is named, 403 for polls",
          .issuer = "/",
          .paths = {.authorize = "/authorize",
                    .token = "/oauth/token",
                    .revoke = "/oauth/revoke",
                    .introspect = {},
                    .device = "/oauth/device/code",
                    .verification = "/activate",
                    .par = "/oauth/par"},
          .scopes = kOpenIdScopes,
          .refresh_tokens = RefreshTokens::OfflineAccess,
          .access_tokens = AccessTokens::JwtForAudience,
          .device_takes_client_id = true,
          .errors = {{.error = "authorization_pending", .status = 403},
                     {.error = "slow_down", .status = 429},
                     {.error = "expired_token", .status = 403},
                     {.error = "access_denied", .status = 403},
                     {.error = "invalid_grant", .status = 403}},
          .env_audience = "https://api.example/"};
}

Shape entra_shape() {
  return {
      .name = "entra",
      .meaning = "a tenant and /common, AADSTS errors, OpenID metadata",
      .tenant = "/8a6e2c1f-4b7d-4e0a-9c35-1d2f7b90e6a4",
      .common = "/common",
      .issuer = "/8a6e2c1f-4b7d-4e0a-9c35-1d2f7b90e6a4/v2.0",
      .common_issuer = "/{tenantid}/v2.0",
      .paths = {.authorize = "/8a6e2c1f-4b7d-4e0a-9c35-1d2f7b90e6a4/oauth2/v2.0/authorize",
                .token = "/8a6e2c1f-4b7d-4e0a-9c35-1d2f7b90e6a4/oauth2/v2.0/token",
                .revoke = {},
                .introspect = {},
                .device = "/8a6e2c1f-4b7d-4e0a-9c35-1d2f7b90e6a4/oauth2/v2.0/devicecode",
                .verification = "/devicelogin",
                .par = {}},
      .rfc8414 = false,
      .scopes = kOpenIdScopes,
      .refresh_tokens = RefreshTokens::OfflineAccess,
      .refresh_gives_refresh_token = true,
      .hides_offline_access = true,
      .resource_is_refused = "The 'resource' request parameter is not supported.",
      .device_takes_client_id = true,
      .errors = {{.error = "access_denied", .status = 400, .name = "authorization_declined", .number = 65004},
                 {.error = "authorization_pending", .status = 400, .number = 70016},
                 {.error = "expired_token", .status = 400, .number = 70019},
                 {.error = "invalid_client", .status = 401, .number = 7000215},
                 {.error = "invalid_grant", .status = 400, .number = 70008},
                 {.error = "invalid_request", .status = 400, .number = 900144},
                 {.error = "invalid_scope", .status = 400, .number = 70011},
                 {.error = "invalid_target", .status = 400, .name = "invalid_resource", .number = 500011},
                 {.error = "unauthorized_client", .status = 400, .number = 700016},
                 {.error = "unsupported_grant_type", .status = 400, .number = 70003}},
      .token_members = add_entra_token_members,
      .device_members = change_entra_device_members,
      .metadata_members = change_entra_metadata,
      .error_members = change_entra_error};
}

Shape google_shape() {
  return {.name = "google",
          .meaning = "access_type=offline, verification_url, 428 for polls",
          .paths = {.authorize = "/o/oauth2/v2/auth",
                    .token = "/token",
                    .revoke = "/revoke",
                    .introspect = {},
                    .device = "/device/code",
                    .verification = "/device",
                    .par = {}},
          .rfc8414 = false,
          .scopes = "openid profile email",
          .refresh_tokens = RefreshTokens::AccessTypeOffline,
          .access_tokens = AccessTokens::Opaque,
          .device_takes_client_id = true,
          .errors = {{.error = "access_denied", .status = 403},
                     {.error = "authorization_pending", .status = 428},
                     {.error = "slow_down", .status = 403}},
          .device_members = change_google_device_members,
          .env_authorize_params = "access_type=offline&prompt=consent"};
}

Shape keycloak_shape() {
  return {.name = "keycloak",
          .meaning = "a realm, iss, refresh_expires_in, OpenID metadata",
          .tenant = "/realms/mock",
          .issuer = "/realms/mock",
          .paths = {.authorize = "/realms/mock/protocol/openid-connect/auth",
                    .token = "/realms/mock/protocol/openid-connect/token",
                    .revoke = "/realms/mock/protocol/openid-connect/revoke",
                    .introspect = "/realms/mock/protocol/openid-connect/token/introspect",
                    .device = "/realms/mock/protocol/openid-connect/auth/device",
                    .verification = "/realms/mock/device",
                    .par = "/realms/mock/protocol/openid-connect/ext/par/request"},
          .rfc8414 = false,
          .scopes = kOpenIdScopes,
          .default_audience = "account",
          .iss_parameter = true,
          .refresh_gives_refresh_token = true,
          .errors = {{.error = "invalid_client", .status = 401, .name = "unauthorized_client"}},
          .token_members = add_keycloak_token_members,
          .metadata_members = change_keycloak_metadata};
}

Shape okta_shape() {
  return {.name = "okta",
          .meaning = "/oauth2/default, both kinds of metadata",
          .tenant = "/oauth2/default",
          .issuer = "/oauth2/default",
          .paths = {.authorize = "/oauth2/default/v1/authorize",
                    .token = "/oauth2/default/v1/token",
                    .revoke = "/oauth2/default/v1/revoke",
                    .introspect = "/oauth2/default/v1/introspect",
                    .device = "/oauth2/default/v1/device/authorize",
                    .verification = "/activate",
                    .par = "/oauth2/default/v1/par"},
          .scopes = kOpenIdScopes,
          .refresh_tokens = RefreshTokens::OfflineAccess,
          .default_audience = "api://default"};
}

}  // namespace

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all = {goto_shape(),   auth0_shape(),    entra_shape(),
                                         google_shape(), keycloak_shape(), okta_shape()};
  return all;
}

}  // namespace goto_mock_auth
