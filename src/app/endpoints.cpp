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
  auto revocation = find_server_url(settings, "OAUTH_REVOCATION_ENDPOINT", allow_http);
  if (const auto issuer = settings.find("OAUTH_ISSUER")) {
    Url url = parse_server_url(*issuer, allow_http);
    if (issuer->value.find('?') != std::string::npos) {
      refuse_url_setting(*issuer, "an issuer has no query (RFC 8414 §2)");
    }
    return IssuerSettings{issuer->value,    std::move(url),        std::move(authorization),
                          std::move(token), std::move(revocation), allow_http};
  }
  AuthorizationServer server;
  if (is_goto(service) && !authorization && !token && !revocation) {
    server.issuers = {std::string(kDefaultIssuer), std::string(kDefaultServiceUrl)};
  }
  server.authorization_endpoint =
      std::move(authorization).value_or(with_path_below(service, "/oauth/authorize"));
  // Below the service URL there is one only for those whose tokens come from there: no other server gets to
  // see them.
  server.revocation_endpoint = std::move(revocation);
  if (!server.revocation_endpoint && !token) {
    server.revocation_endpoint = with_path_below(service, "/oauth/revoke");
  }
  server.token_endpoint = std::move(token).value_or(with_path_below(service, "/oauth/token"));
  return server;
}

std::string describe_service(const ServerSettings& settings) {
  std::string text;
  const auto add = [&text](std::string_view label, const std::optional<Url>& url) {
    if (url) {
      text.append(text.empty() ? "" : ", ").append(label).append(to_string(*url));
    }
  };
  if (const auto* const issuer = std::get_if<IssuerSettings>(&settings)) {
    text = issuer->issuer;
    add("tokens from ", issuer->token_endpoint);
    add("revoked at ", issuer->revocation_endpoint);
  } else {
    const auto& server = std::get<AuthorizationServer>(settings);
    add("", server.token_endpoint);
    add("revoked at ", server.revocation_endpoint);
  }
  return text;
}

}  // namespace goto_token
