#include <algorithm>

#include "endpoints.hpp"

namespace goto_mock_auth {
namespace {

using Respond = HttpResponse (*)(Context&, const HttpRequest&);

// With `common` in place of the tenant, if the path has one.
std::string in_common(const Shape& shape, std::string_view path) {
  return path.starts_with(shape.tenant)
             ? std::string(shape.common) + std::string(path.substr(shape.tenant.size()))
             : std::string(path);
}

void add_endpoint(std::vector<Route>& routes, const Settings& settings, const char* method,
                  std::string_view path, Respond respond) {
  const Shape& shape = *settings.shape;
  if (path.empty()) {
    return;
  }
  routes.push_back({.method = method, .path = settings.base_path + std::string(path), .respond = respond});
  if (!shape.common.empty() && path.starts_with(shape.tenant)) {
    routes.push_back(
        {.method = method, .path = settings.base_path + in_common(shape, path), .respond = respond});
  }
}

// RFC 8414 §3.1 puts the issuer's path behind the well-known one, OpenID Connect Discovery §4 before it; some
// clients of the former append it, too.
void add_metadata(std::vector<Route>& routes, const Settings& settings, std::string_view issuer_path) {
  const std::string rfc8414 = "/.well-known/oauth-authorization-server";
  std::string path = settings.base_path + std::string(issuer_path);
  if (path.ends_with('/')) {
    path.pop_back();
  }
  const auto add = [&routes](const std::string& at) {
    routes.push_back({.method = "GET", .path = at, .respond = respond_to_metadata_request});
  };
  if (settings.shape->rfc8414) {
    add(rfc8414 + path);
    add(path + rfc8414);
  }
  if (settings.shape->openid_discovery) {
    add(path + "/.well-known/openid-configuration");
  }
}

}  // namespace

std::vector<Route> routes(const Settings& settings) {
  const Shape& shape = *settings.shape;
  const Paths& paths = shape.paths;
  std::vector<Route> all;
  add_endpoint(all, settings, "GET", paths.authorize, respond_to_authorization_request);
  add_endpoint(all, settings, "POST", kConsentPath, respond_to_consent);
  add_endpoint(all, settings, "POST", paths.par, respond_to_pushed_request);
  add_endpoint(all, settings, "POST", paths.device, respond_to_device_request);
  add_endpoint(all, settings, "GET", paths.verification, respond_to_verification_request);
  add_endpoint(all, settings, "POST", paths.verification, respond_to_verification);
  add_endpoint(all, settings, "POST", paths.token, respond_to_token_request);
  add_endpoint(all, settings, "POST", paths.revoke, respond_to_revocation_request);
  add_endpoint(all, settings, "POST", paths.introspect, respond_to_introspection_request);
  add_metadata(all, settings, shape.issuer);
  if (!shape.common.empty()) {
    add_metadata(all, settings, in_common(shape, shape.issuer));
  }
  return all;
}

}  // namespace goto_mock_auth
