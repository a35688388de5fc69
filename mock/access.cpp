#include "access.hpp"

#include <algorithm>

namespace goto_mock_auth {
namespace {

// RFC 8707 §2: an absolute URI without a fragment.
bool is_resource(const std::string& uri) {
  const std::size_t colon = uri.find(':');
  return colon != std::string::npos && colon > 0 && is_made_of(uri.substr(0, colon), "+-.") &&
         uri.find('#') == std::string::npos;
}

std::vector<std::string> named_audience(const Settings& settings, const Parameters& parameters, int status) {
  std::vector<std::string> audience = parameters.values("resource");
  const std::string_view refusal = settings.shape->resource_is_refused;
  require(refusal.empty() || audience.empty(), status, "invalid_request", std::string(refusal));
  for (const std::string& resource : audience) {
    require(is_resource(resource), status, "invalid_target",
            "resource must be an absolute URI without a fragment");
  }
  if (const std::string named = parameters.value("audience"); !named.empty()) {
    audience.push_back(named);
  }
  require(settings.resources.empty() || is_within(audience, settings.resources), status, "invalid_target",
          "an audience or a resource is unknown");
  return audience;
}

bool asks_for_refresh_token(RefreshTokens refresh_tokens, const Scope& scope, const Parameters& parameters) {
  switch (refresh_tokens) {
    case RefreshTokens::Always:
      return true;
    case RefreshTokens::OfflineAccess:
      return is_within({"offline_access"}, scope);
    case RefreshTokens::AccessTypeOffline:
      return parameters.value("access_type") == "offline" && parameters.value("prompt") == "consent";
  }
  return true;
}

}  // namespace

Access requested_access(const Settings& settings, const Parameters& parameters, int error_status) {
  Scope scope = parse_scope(parameters.value("scope"));
  require(is_within(scope, settings.scopes_offered), error_status, "invalid_scope",
          "a scope is unknown or not offered to this client");
  if (scope.empty()) {
    scope = settings.scopes_offered;
  }
  const std::vector<std::string> audience = named_audience(settings, parameters, error_status);
  require(!settings.require_audience || !audience.empty(), error_status, "invalid_target",
          "neither an audience nor a resource is named");
  return {.scope = scope,
          .audience = audience,
          .offline = asks_for_refresh_token(settings.shape->refresh_tokens, scope, parameters)};
}

Access narrowed_access(const Settings& settings, const Access& granted, const Parameters& parameters) {
  Access access = granted;
  if (const Scope scope = parse_scope(parameters.value("scope")); !scope.empty()) {
    require(is_within(scope, granted.scope), 400, "invalid_scope", "scope exceeds what was granted");
    access.scope = scope;
  }
  if (const auto audience = named_audience(settings, parameters, 400); !audience.empty()) {
    require(granted.audience.empty() || is_within(audience, granted.audience), 400, "invalid_target",
            "an audience or a resource exceeds what was granted");
    access.audience = audience;
  }
  return access;
}

}  // namespace goto_mock_auth
