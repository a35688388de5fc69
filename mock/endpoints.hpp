#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "device_store.hpp"
#include "faults.hpp"
#include "grant_store.hpp"
#include "http.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

/// Takes the form of the consent page.
inline constexpr std::string_view kConsentPath = "/oauth/consent";

/// The grant type of a device's polls (RFC 8628 §3.4).
inline constexpr std::string_view kDeviceCodeGrant = "urn:ietf:params:oauth:grant-type:device_code";

/// GoTo's grant type for machines without a user.
inline constexpr std::string_view kPersonalAccessTokenGrant = "personal_access_token";

/// What a client's assertion may name as its audience: the issuer, or an endpoint that clients authenticate
/// at (RFC 7523 §3, RFC 9126 §2).
[[nodiscard]] std::vector<std::string> assertion_audiences(const Settings& settings,
                                                           const std::string& base_url,
                                                           const std::string& issuer);

/// What the endpoints share. The settings don't change; the rest is thread-safe.
struct Context {
  Context(Settings the_settings, std::string the_base_url)
      : settings(std::move(the_settings)),
        base_url(std::move(the_base_url)),
        issuer(settings.issuer.empty() ? base_url + std::string(settings.shape->issuer) : settings.issuer),
        clients(settings.client, assertion_audiences(settings, base_url, issuer)),
        grants(settings.code_lifetime, settings.par_lifetime),
        devices(settings.device_lifetime, settings.device_interval),
        faults(settings.faults) {}

  const Settings settings;
  const std::string base_url;  ///< without a slash at its end
  const std::string issuer;
  ClientCheck clients;
  GrantStore grants;
  DeviceStore devices;
  FaultPlan faults;
};

/// The authorization endpoint (RFC 6749 §3.1): redirects with a code or an error, or shows the sign-in and
/// consent page.
[[nodiscard]] HttpResponse respond_to_authorization_request(Context& context, const HttpRequest& request);

/// Takes an authorization request ahead of the browser (RFC 9126).
[[nodiscard]] HttpResponse respond_to_pushed_request(Context& context, const HttpRequest& request);

/// Takes what the user decided on the consent page.
[[nodiscard]] HttpResponse respond_to_consent(Context& context, const HttpRequest& request);

/// The device authorization endpoint (RFC 8628 §3.1).
[[nodiscard]] HttpResponse respond_to_device_request(Context& context, const HttpRequest& request);

/// The page where a person types the user code, or allows what is asked for with it (RFC 8628 §3.3).
[[nodiscard]] HttpResponse respond_to_verification_request(Context& context, const HttpRequest& request);

/// Takes what was decided on that page.
[[nodiscard]] HttpResponse respond_to_verification(Context& context, const HttpRequest& request);

/// RFC 7662.
[[nodiscard]] HttpResponse respond_to_introspection_request(Context& context, const HttpRequest& request);

/// RFC 7009.
[[nodiscard]] HttpResponse respond_to_revocation_request(Context& context, const HttpRequest& request);

/// The token endpoint (RFC 6749 §3.2).
[[nodiscard]] HttpResponse respond_to_token_request(Context& context, const HttpRequest& request);

/// The authorization server metadata (RFC 8414).
[[nodiscard]] HttpResponse respond_to_metadata_request(Context& context, const HttpRequest& request);

/// Makes an endpoint's own response; gets the kind of the fault that strikes meanwhile, or null.
using TrueResponse = std::function<HttpResponse(const FaultKind* kind)>;

/// The error response of RFC 6749 §5.2 in the form that the shape has; a 401 names the Basic scheme.
[[nodiscard]] HttpResponse make_error_response(const Shape& shape, const OAuthError& error);

/// The response of an endpoint, or what the fault that strikes at `place` now makes of it. An OAuthError
/// becomes an error response.
[[nodiscard]] HttpResponse with_faults(Context& context, FaultPlace place, const TrueResponse& respond);

/// Checks what all endpoints for clients ask of a request: a form without repeated parameters, from the known
/// client.
/// @throws OAuthError 400 invalid_request, or 401 invalid_client.
void check_client_request(Context& context, const HttpRequest& request);

/// A parameter that can't be left out.
/// @throws OAuthError 400 invalid_request.
[[nodiscard]] std::string required(const Parameters& form, std::string_view name);

/// Why the decision on a page of ours can't be taken, or nullopt: another site's page must not be able to
/// allow anything, and it is `allow` or `deny`.
[[nodiscard]] std::optional<HttpResponse> reject_decision(const HttpRequest& request);

/// A path, and a method that it takes.
struct Route {
  std::string method;
  std::string path;
  HttpResponse (*respond)(Context& context, const HttpRequest& request);
};

/// All routes of a server.
[[nodiscard]] std::vector<Route> routes(const Settings& settings);

}  // namespace goto_mock_auth
