#include "goto_token/config/endpoints.hpp"

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

// The issuer of the default service, from its published metadata.
constexpr std::string_view kDefaultIssuer = "https://identity.goto.com";

constexpr std::string_view kTokenPath = "/oauth/token";
constexpr std::string_view kRevocationPath = "/oauth/revoke";
constexpr std::string_view kRevokedAt = "revoked at ";
constexpr std::string_view kNext = ", ";

}  // namespace

bool is_goto(const Url& url) {
  const std::string root = to_string(with_path_below(url, ""));
  return root == kDefaultServiceUrl || root == kDefaultIssuer;
}

void fail_url_setting(const Setting& setting, const std::string& why, const std::string& hint) {
  const bool may_hold_password = setting.value.find('@') != std::string::npos;
  const std::string shown = may_hold_password ? "the URL" : "'" + printable(setting.value) + "'";
  fail_configuration(setting.origin + ": " + shown + " cannot be used: " + why, hint);
}

Url parse_url_setting(const Setting& setting) {
  auto url = parse_url(setting.value);
  if (const auto* const invalid = std::get_if<InvalidUrl>(&url)) {
    fail_url_setting(setting, invalid->why);
  }
  return std::get<Url>(std::move(url));
}

Url parse_server_url(const Setting& setting, bool allow_http) {
  Url url = parse_url_setting(setting);
  if (!is_confidential(url) && !allow_http) {
    fail_url_setting(setting, explain_plain_http(), "use https, or " + std::string(kAllowHttpHint));
  }
  return url;
}

Url parse_issuer(const Setting& setting, bool allow_http) {
  if (setting.value.find('{') != std::string::npos) {  // as documentation and shared metadata write it
    fail_url_setting(setting, "it holds a placeholder", "put the id of your tenant in the place of {…}");
  }
  Url url = parse_server_url(setting, allow_http);
  if (setting.value.find('?') != std::string::npos) {
    fail_url_setting(setting, "an issuer has no query (RFC 8414 §2)");
  }
  return url;
}

bool can_be_set_as_issuer(const std::string& text, bool allow_http) {
  if (!is_plain_word(text) || text.size() > kPrintableLimit) {
    return false;
  }
  try {
    static_cast<void>(parse_issuer({.value = text, .origin = {}}, allow_http));
    return true;
  } catch (const Error&) {
    return false;
  }
}

ServerSettings make_server_settings(const ServerUrls& urls, bool allow_http) {
  if (urls.issuer) {
    return IssuerSettings{.issuer = urls.issuer->text,
                          .url = urls.issuer->url,
                          .authorization_endpoint = urls.authorization_endpoint,
                          .token_endpoint = urls.token_endpoint,
                          .revocation_endpoint = urls.revocation_endpoint,
                          .device_authorization_endpoint = urls.device_authorization_endpoint,
                          .pushed_authorization_request_endpoint = urls.pushed_authorization_request_endpoint,
                          .allow_http = allow_http};
  }
  const Url service = urls.service ? urls.service->url : require_url(kDefaultServiceUrl);
  AuthorizationServer server;
  if (is_goto(service) && !urls.authorization_endpoint && !urls.token_endpoint && !urls.revocation_endpoint) {
    server.issuers = {std::string(kDefaultIssuer), std::string(kDefaultServiceUrl)};
  }
  server.authorization_endpoint =
      urls.authorization_endpoint.value_or(with_path_below(service, "/oauth/authorize"));
  server.token_endpoint = urls.token_endpoint.value_or(with_path_below(service, kTokenPath));
  // Where the tokens come from another endpoint, they are sent below the service URL only if that is set.
  // Otherwise the default server would see tokens of another one.
  server.revocation_endpoint = urls.revocation_endpoint;
  if (!server.revocation_endpoint && (urls.service || !urls.token_endpoint)) {
    server.revocation_endpoint = with_path_below(service, kRevocationPath);
  }
  server.device_authorization_endpoint = urls.device_authorization_endpoint;
  server.pushed_authorization_request_endpoint = urls.pushed_authorization_request_endpoint;
  return server;
}

std::string choose_audience(const ServerSettings& settings) {
  const auto* const issuer = std::get_if<IssuerSettings>(&settings);
  return issuer == nullptr ? to_string(std::get<AuthorizationServer>(settings).token_endpoint)
                           : issuer->issuer;
}

std::string describe_service(const ServerSettings& settings) {
  std::vector<std::string> parts;
  const auto add = [&parts](std::string_view label, const std::optional<Url>& url) {
    if (url) {
      parts.push_back(std::string(label) + to_string(*url));
    }
  };
  if (const auto* const issuer = std::get_if<IssuerSettings>(&settings)) {
    parts = {issuer->issuer};
    add("tokens from ", issuer->token_endpoint);
    add(kRevokedAt, issuer->revocation_endpoint);
  } else {
    const auto& server = std::get<AuthorizationServer>(settings);
    add("", server.token_endpoint);
    add(kRevokedAt, server.revocation_endpoint);
  }
  return join_words(parts, kNext);
}

std::string name_service(const ServerUrls& urls) {
  if (urls.issuer) {
    return urls.issuer->text;
  }
  if (urls.token_endpoint) {
    return to_string(without_query(*urls.token_endpoint));
  }
  return urls.service ? urls.service->text : std::string(kDefaultServiceUrl);
}

std::string name_described_service(const std::string& description) {
  const std::string first = description.substr(0, description.find(kNext));
  if (first.ends_with(kTokenPath)) {
    std::string service = first.substr(0, first.size() - kTokenPath.size());
    std::string below = first;
    below.append(kNext).append(kRevokedAt).append(service).append(kRevocationPath);
    if (description == below) {
      return service;
    }
  }
  auto url = parse_url(first);
  auto* const endpoint = std::get_if<Url>(&url);
  return endpoint == nullptr || endpoint->query.empty() ? first
                                                        : to_string(without_query(std::move(*endpoint)));
}

}  // namespace goto_token
