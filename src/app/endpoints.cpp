#include "goto_token/app/endpoints.hpp"

#include <utility>

#include "goto_token/app/url_setting.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kDefaultServiceUrl = "https://authentication.logmeininc.com";
// The issuer behind the default service URL, as its published metadata has it.
constexpr std::string_view kDefaultIssuer = "https://identity.goto.com";

/// A URL that secrets are sent to.
Url parse_server_url(const Setting& setting, bool allow_http) {
  Url url = parse_url_setting(setting);
  if (!is_confidential(url) && !allow_http) {
    refuse_url_setting(setting, "plain http would show the secrets to the network",
                       "use https, or --allow-http if that network is yours alone");
  }
  return url;
}

std::optional<Url> find_server_url(const Settings& settings, std::string_view key, bool allow_http) {
  const auto setting = settings.find(key);
  return setting ? std::optional(parse_server_url(*setting, allow_http)) : std::nullopt;
}

Url read_service_url(const Settings& settings, bool allow_http) {
  const Setting service =
      settings.find("OAUTH_SERVICE_URL").value_or(Setting{std::string(kDefaultServiceUrl), "default"});
  Url url = parse_server_url(service, allow_http);
  if (!url.query.empty()) {
    refuse_url_setting(service, "endpoints go below its path, so it must not have a query");
  }
  return url;
}

bool is_goto(const Url& service) {
  const std::string root = to_string(with_path_below(service, ""));
  return root == kDefaultServiceUrl || root == kDefaultIssuer;
}

}  // namespace

ServerSettings read_server_settings(const Settings& settings, bool allow_http) {
  const Url service = read_service_url(settings, allow_http);
  auto authorization = find_server_url(settings, "OAUTH_AUTHORIZATION_ENDPOINT", allow_http);
  auto token = find_server_url(settings, "OAUTH_TOKEN_ENDPOINT", allow_http);
  const auto revocation = find_server_url(settings, "OAUTH_REVOCATION_ENDPOINT", allow_http);
  if (const auto issuer = settings.find("OAUTH_ISSUER")) {
    Url url = parse_server_url(*issuer, allow_http);
    if (issuer->value.find('?') != std::string::npos) {
      refuse_url_setting(*issuer, "an issuer has no query (RFC 8414 §2)");
    }
    return IssuerSettings{issuer->value, std::move(url), std::move(authorization), std::move(token),
                          allow_http};
  }
  AuthorizationServer server;
  if (is_goto(service) && !authorization && !token && !revocation) {
    server.issuers = {std::string(kDefaultIssuer), std::string(kDefaultServiceUrl)};
  }
  server.authorization_endpoint =
      std::move(authorization).value_or(with_path_below(service, "/oauth/authorize"));
  server.token_endpoint = std::move(token).value_or(with_path_below(service, "/oauth/token"));
  return server;
}

}  // namespace goto_token
