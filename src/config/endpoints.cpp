#include "goto_token/config/endpoints.hpp"

#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/config/url_setting.hpp"

namespace goto_token {
namespace {

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

bool is_goto(const Url& service) {
  const std::string root = to_string(with_path_below(service, ""));
  return root == kDefaultServiceUrl || root == kDefaultIssuer;
}

}  // namespace

std::optional<Url> find_server_url(const Settings& settings, std::string_view key, bool allow_http) {
  const auto setting = settings.find(key);
  if (!setting) {
    return std::nullopt;
  }
  Url url = parse_server_url(*setting, allow_http);
  if (key == "OAUTH_SERVICE_URL" && !url.query.empty()) {
    refuse_url_setting(*setting, "endpoints go below its path, so it must not have a query");
  }
  if (key == "OAUTH_ISSUER" && setting->value.find('?') != std::string::npos) {
    refuse_url_setting(*setting, "an issuer has no query (RFC 8414 §2)");
  }
  return url;
}

ServerSettings read_server_settings(const Settings& settings, bool allow_http) {
  const auto named_service = find_server_url(settings, "OAUTH_SERVICE_URL", allow_http);
  const Url service = named_service ? *named_service : require_url(kDefaultServiceUrl);
  auto authorization = find_server_url(settings, "OAUTH_AUTHORIZATION_ENDPOINT", allow_http);
  auto token = find_server_url(settings, "OAUTH_TOKEN_ENDPOINT", allow_http);
  auto revocation = find_server_url(settings, "OAUTH_REVOCATION_ENDPOINT", allow_http);
  if (auto issuer = find_server_url(settings, "OAUTH_ISSUER", allow_http)) {
    return IssuerSettings{settings.find("OAUTH_ISSUER")->value,
                          *std::move(issuer),
                          std::move(authorization),
                          std::move(token),
                          std::move(revocation),
                          allow_http};
  }
  AuthorizationServer server;
  if (is_goto(service) && !authorization && !token && !revocation) {
    server.issuers = {std::string(kDefaultIssuer), std::string(kDefaultServiceUrl)};
  }
  server.authorization_endpoint =
      std::move(authorization).value_or(with_path_below(service, "/oauth/authorize"));
  // Tokens that come from elsewhere go below the service URL only if somebody named that: no other server
  // gets to see them.
  server.revocation_endpoint = std::move(revocation);
  if (!server.revocation_endpoint && (named_service || !token)) {
    server.revocation_endpoint = with_path_below(service, "/oauth/revoke");
  }
  server.token_endpoint = std::move(token).value_or(with_path_below(service, "/oauth/token"));
  return server;
}

std::string describe_service(const ServerSettings& settings) {
  std::vector<std::string> parts;
  const auto add = [&parts](const std::string& label, const std::optional<Url>& url) {
    if (url) {
      parts.push_back(label + to_string(*url));
    }
  };
  if (const auto* const issuer = std::get_if<IssuerSettings>(&settings)) {
    parts = {issuer->issuer};
    add("tokens from ", issuer->token_endpoint);
    add("revoked at ", issuer->revocation_endpoint);
  } else {
    const auto& server = std::get<AuthorizationServer>(settings);
    add("", server.token_endpoint);
    add("revoked at ", server.revocation_endpoint);
  }
  return join_words(parts, ", ");
}

std::string name_service(const ServerSettings& server, const Settings& settings) {
  if (const auto* const issuer = std::get_if<IssuerSettings>(&server)) {
    return issuer->issuer;
  }
  if (settings.find("OAUTH_TOKEN_ENDPOINT")) {
    Url endpoint = std::get<AuthorizationServer>(server).token_endpoint;
    endpoint.query.clear();  // it may hold a key
    return to_string(endpoint);
  }
  const auto service = settings.find("OAUTH_SERVICE_URL");
  return service ? service->value : std::string(kDefaultServiceUrl);
}

}  // namespace goto_token
