#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults.hpp"
#include "grant_store.hpp"
#include "http.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

inline constexpr std::string_view kConsentPath = "/oauth/consent";

/// What the endpoints share. The settings don't change; the rest is thread-safe.
struct Context {
  Context(Settings the_settings, std::string the_base_url)
      : settings(std::move(the_settings)),
        base_url(std::move(the_base_url)),
        issuer(settings.issuer.empty() ? base_url : settings.issuer),
        grants(settings.code_lifetime),
        faults(settings.faults) {}

  const Settings settings;
  const std::string base_url;  ///< without a slash at its end
  const std::string issuer;
  GrantStore grants;
  FaultPlan faults;
};

/// The authorization endpoint (RFC 6749 §3.1): redirects with a code or an error, or shows the sign-in and
/// consent page.
[[nodiscard]] HttpResponse respond_to_authorization_request(Context& context, const HttpRequest& request);

/// Takes what the user decided on the consent page.
[[nodiscard]] HttpResponse respond_to_consent(Context& context, const HttpRequest& request);

/// The token endpoint (RFC 6749 §3.2).
[[nodiscard]] HttpResponse respond_to_token_request(Context& context, const HttpRequest& request);

/// Checks what all endpoints for clients ask of a request: a form without repeated parameters, from the known
/// client.
/// @throws OAuthError 400 invalid_request, or 401 invalid_client.
void check_client_request(const Context& context, const HttpRequest& request);

/// A parameter that can't be left out.
/// @throws OAuthError 400 invalid_request.
[[nodiscard]] std::string required(const Parameters& form, std::string_view name);

/// A path, and the one method that it takes.
struct Route {
  std::string method;
  std::string path;
  HttpResponse (*respond)(Context& context, const HttpRequest& request);
};

/// All routes of a server below `base_path`.
[[nodiscard]] std::vector<Route> routes(const std::string& base_path);

}  // namespace goto_mock_auth
