#include "goto_token/tokens/metadata_discovery.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/authorization_request.hpp"
#include "goto_token/oauth/server_metadata.hpp"
#include "goto_token/tokens/requests.hpp"

namespace goto_token {
namespace {

/// An endpoint that the metadata and a key may name.
struct Endpoint {
  const char* member;
  std::optional<std::string> ServerMetadata::*found;
  const char* key;
  std::optional<Url> IssuerSettings::*set;
};

constexpr Endpoint kAuthorizationEndpoint{
    .member = "authorization_endpoint",
    .found = &ServerMetadata::authorization_endpoint,
    .key = "OAUTH_AUTHORIZATION_ENDPOINT",
    .set = &IssuerSettings::authorization_endpoint,
};
constexpr Endpoint kTokenEndpoint{
    .member = "token_endpoint",
    .found = &ServerMetadata::token_endpoint,
    .key = "OAUTH_TOKEN_ENDPOINT",
    .set = &IssuerSettings::token_endpoint,
};
constexpr Endpoint kRevocationEndpoint{
    .member = "revocation_endpoint",
    .found = &ServerMetadata::revocation_endpoint,
    .key = "OAUTH_REVOCATION_ENDPOINT",
    .set = &IssuerSettings::revocation_endpoint,
};
constexpr Endpoint kDeviceAuthorizationEndpoint{
    .member = "device_authorization_endpoint",
    .found = &ServerMetadata::device_authorization_endpoint,
    .key = "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT",
    .set = &IssuerSettings::device_authorization_endpoint,
};
constexpr Endpoint kPushedAuthorizationRequestEndpoint{
    .member = "pushed_authorization_request_endpoint",
    .found = &ServerMetadata::pushed_authorization_request_endpoint,
    .key = "OAUTH_PAR_ENDPOINT",
    .set = &IssuerSettings::pushed_authorization_request_endpoint,
};

/// The endpoint of the configuration, else that of the metadata.
Url choose_endpoint(const Endpoint& endpoint, const ServerMetadata& metadata,
                    const IssuerSettings& settings) {
  if (const auto& set = settings.*endpoint.set) {
    return *set;
  }
  auto found = validate_metadata_endpoint(
      endpoint.member, metadata.*endpoint.found,
      {.issuer_has_tls = is_https(settings.url), .allow_http = settings.allow_http});
  if (const auto* const unusable = std::get_if<UnusableEndpoint>(&found)) {
    const std::string hint = std::string("name the endpoint with ") + endpoint.key;
    throw Error(ExitCode::Network, unusable->why,
                unusable->plain_http ? hint + ", or use " + std::string(kAllowHttpHint) : hint);
  }
  return std::get<Url>(std::move(found));
}

/// The same; nullopt where neither names one.
std::optional<Url> find_endpoint(const Endpoint& endpoint, const ServerMetadata& metadata,
                                 const IssuerSettings& settings) {
  return settings.*endpoint.set || metadata.*endpoint.found
             ? std::optional(choose_endpoint(endpoint, metadata, settings))
             : std::nullopt;
}

/// Makes sure that the request can add its parameters: each may occur once (RFC 6749 §3.1).
void require_no_own_parameter(const Url& authorization_endpoint) {
  if (const auto name = find_own_parameter(authorization_endpoint)) {
    throw Error(ExitCode::Configuration,
                "its authorization_endpoint holds " + *name + " in its query, which goto-token sets itself",
                "name the endpoint without it in OAUTH_AUTHORIZATION_ENDPOINT");
  }
}

void require_code_grant(const ServerMetadata& metadata) {
  if (!offers_code_grant(metadata)) {
    throw Error(ExitCode::Network, "its response_types_supported has no code",
                "this server does not offer the authorization code grant; --grant chooses another");
  }
  if (!offers_s256(metadata)) {
    throw Error(ExitCode::Network, "its code_challenge_methods_supported has no S256",
                "goto-token always uses PKCE with S256 (RFC 7636), which this server does not offer");
  }
}

constexpr const char* kGoToHasNoDeviceGrant =
    "GoTo has no device authorization grant: --paste signs in with a browser on another machine, --grant "
    "personal-access-token needs none";

void require_device_grant(const ServerMetadata& metadata, const IssuerSettings& settings) {
  if (!settings.device_authorization_endpoint && !metadata.device_authorization_endpoint) {
    throw Error(
        ExitCode::Network, "it has no device_authorization_endpoint",
        is_goto(settings.url)
            ? kGoToHasNoDeviceGrant
            : "this server does not offer the device authorization grant; --grant chooses another, or "
              "name its endpoint with OAUTH_DEVICE_AUTHORIZATION_ENDPOINT");
  }
}

/// The same for a server without metadata.
void require_device_endpoint(const AuthorizationServer& server, const Config& config) {
  if (config.grant->sign_in != SignIn::Device || server.device_authorization_endpoint) {
    return;
  }
  const ServerUrls& urls = config.server_urls;
  const bool of_goto =
      !urls.token_endpoint && is_goto(urls.service ? urls.service->url : require_url(kDefaultServiceUrl));
  throw Error(ExitCode::Configuration,
              "no device authorization endpoint is known: neither OAUTH_DEVICE_AUTHORIZATION_ENDPOINT nor "
              "OAUTH_ISSUER is set",
              of_goto
                  ? kGoToHasNoDeviceGrant
                  : "set OAUTH_DEVICE_AUTHORIZATION_ENDPOINT, or OAUTH_ISSUER where the server's metadata "
                    "names it");
}

/// What to do about metadata of the issuer `found`, which the server may have chosen as it likes.
std::string make_issuer_hint(const std::string& found, bool allow_http) {
  if (can_be_set_as_issuer(found, allow_http)) {
    return "an issuer must match exactly, even if its server has several addresses; if you mean this one, "
           "set OAUTH_ISSUER=" +
           found;
  }
  return found.find('{') == std::string::npos
             ? "an issuer must match exactly, and this one cannot be set; name the endpoints with "
               "OAUTH_AUTHORIZATION_ENDPOINT and OAUTH_TOKEN_ENDPOINT in place of OAUTH_ISSUER"
             : "this server has an issuer for each tenant; set OAUTH_ISSUER to that of yours";
}

[[noreturn]] void fail_issuer(const std::string& found, const IssuerSettings& expected) {
  throw Error(ExitCode::Network,
              "its issuer is '" + printable(found) + "', not '" + printable(expected.issuer) + "'",
              make_issuer_hint(found, expected.allow_http));
}

/// The known methods that the metadata offers. There may be none where OAUTH_CLIENT_AUTH names the method.
std::vector<ClientAuthentication> find_client_authentications(const ServerMetadata& metadata,
                                                              const Client& client) {
  const auto& methods = metadata.token_endpoint_auth_methods_supported;
  auto known = find_known_authentications(methods);
  if (known.empty() && !methods.empty() && !client.authentication) {
    throw Error(ExitCode::Network,
                "its token_endpoint_auth_methods_supported has none of client_secret_basic, "
                "client_secret_post, none",
                "if your client may use one of them all the same, name it with OAUTH_CLIENT_AUTH");
  }
  return known;
}

AuthorizationServer make_authorization_server(const ServerMetadata& metadata, const Config& config) {
  const auto& settings = std::get<IssuerSettings>(config.server);
  // A server for machines alone has nowhere to sign in (RFC 8414 §2).
  const bool interactive = config.grant->sign_in == SignIn::Redirect;
  const bool has_device = config.grant->sign_in == SignIn::Device;
  if (has_device) {
    require_device_grant(metadata, settings);
  }
  Url authorization_endpoint;
  if (interactive) {
    require_code_grant(metadata);
    authorization_endpoint = choose_endpoint(kAuthorizationEndpoint, metadata, settings);
  }
  require_no_own_parameter(authorization_endpoint);
  const bool is_pushed = interactive && (settings.pushed_authorization_request_endpoint ||
                                         metadata.require_pushed_authorization_requests);
  return {.authorization_endpoint = authorization_endpoint,
          .token_endpoint = choose_endpoint(kTokenEndpoint, metadata, settings),
          .revocation_endpoint = find_endpoint(kRevocationEndpoint, metadata, settings),
          .device_authorization_endpoint =
              has_device ? find_endpoint(kDeviceAuthorizationEndpoint, metadata, settings) : std::nullopt,
          .pushed_authorization_request_endpoint =
              is_pushed
                  ? std::optional(choose_endpoint(kPushedAuthorizationRequestEndpoint, metadata, settings))
                  : std::nullopt,
          .issuers = {settings.issuer},
          .iss_required = metadata.authorization_response_iss_parameter_supported,
          .client_authentications = find_client_authentications(metadata, config.client)};
}

/// The server that the metadata at `url` describes; nullopt when the response holds no metadata.
std::optional<AuthorizationServer> read_server(const Url& url, const HttpResponse& response,
                                               const Config& config) {
  const auto& expected = std::get<IssuerSettings>(config.server);
  try {
    const auto document = parse_server_metadata(response.body, expected.issuer);
    if (const auto* const foreign = std::get_if<ForeignMetadata>(&document)) {
      fail_issuer(foreign->issuer, expected);
    }
    const auto* const metadata = std::get_if<ServerMetadata>(&document);
    return metadata == nullptr ? std::nullopt : std::optional(make_authorization_server(*metadata, config));
  } catch (const Error& error) {
    throw Error(error.code(), "the metadata at " + to_string(url) + " cannot be used: " + error.what(),
                error.hint_or("name the endpoints with OAUTH_AUTHORIZATION_ENDPOINT and "
                              "OAUTH_TOKEN_ENDPOINT in place of OAUTH_ISSUER"));
  }
}

AuthorizationServer discover(const Config& config, const Effects& effects) {
  const auto& settings = std::get<IssuerSettings>(config.server);
  std::vector<std::string> results;
  for (const Url& url : make_metadata_urls(settings.url)) {
    const HttpResponse response =
        send_traced({.method = "GET", .url = url, .headers = {{"Accept", "application/json"}}},
                    "server metadata from " + to_string(url), effects);
    std::string result = "HTTP status " + std::to_string(response.status);
    if (response.status == http_status::kOk) {
      if (auto server = read_server(url, response, config)) {
        return *std::move(server);
      }
      result = "no JSON object with an issuer";
    }
    results.push_back(to_string(url) + ": " + result);
  }
  throw Error(ExitCode::Network,
              "the issuer " + settings.issuer + " has no metadata: " + join_words(results, "; "),
              "check OAUTH_ISSUER, or name the endpoints with OAUTH_AUTHORIZATION_ENDPOINT and "
              "OAUTH_TOKEN_ENDPOINT in place of it");
}

void trace_server(const AuthorizationServer& server, const Diagnostics& diagnostics) {
  const auto& offered = server.client_authentications;
  const std::string offer =
      offered.empty()
          ? "names no client authentication"
          : "offers client authentication " +
                join_words(offered, " ", [](ClientAuthentication known) { return to_string(known); });
  diagnostics.trace("the metadata " + offer + " and promises " + (server.iss_required ? "an iss" : "no iss"));
}

}  // namespace

AuthorizationServer find_authorization_server(const Config& config, const Effects& effects) {
  if (const auto* const known = std::get_if<AuthorizationServer>(&config.server)) {
    require_device_endpoint(*known, config);
    return *known;
  }
  AuthorizationServer server = discover(config, effects);
  trace_server(server, effects.diagnostics);
  return server;
}

}  // namespace goto_token
