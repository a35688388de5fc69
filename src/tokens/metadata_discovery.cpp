#include "goto_token/tokens/metadata_discovery.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/own_parameters.hpp"
#include "goto_token/oauth/server_metadata.hpp"
#include "goto_token/tokens/authenticated_endpoint.hpp"
#include "goto_token/tokens/metadata_endpoints.hpp"
#include "goto_token/tokens/requests.hpp"

namespace goto_token {
namespace {

/// Makes sure that requests can add their parameters: each may occur once (RFC 6749 §3.1, §3.2).
/// @param own one of them that the query of the endpoint holds.
void require_no_own_parameter(const std::optional<std::string>& own, const MetadataEndpoint& endpoint) {
  if (own) {
    throw Error(ExitCode::Configuration,
                std::string("its ") + endpoint.member + " holds " + *own +
                    " in its query, which goto-token sets itself",
                std::string("name the endpoint without it in ") + endpoint.key);
  }
}

/// The same of each endpoint that forms are posted to.
void require_no_own_form_parameter(const AuthorizationServer& server, const Config& config) {
  const auto require = [](const std::optional<Url>& url, const MetadataEndpoint& endpoint,
                          const FormParameters& further) {
    if (url) {
      require_no_own_parameter(find_own_form_parameter(*url, further), endpoint);
    }
  };
  require(server.token_endpoint, kTokenEndpoint, config.client.token_parameters);
  require(server.revocation_endpoint, kRevocationEndpoint, {});
  require(server.device_authorization_endpoint, kDeviceAuthorizationEndpoint,
          config.authorization_parameters);
  require(server.pushed_authorization_request_endpoint, kPushedAuthorizationRequestEndpoint,
          config.authorization_parameters);
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

/// The keys that a method of client authentication needs.
std::string_view keys_of(ClientAuthentication method) {
  switch (method) {
    case ClientAuthentication::PrivateKeyJwt:
    case ClientAuthentication::PrivateKeyJwtToEndpoint:
      return "OAUTH_CLIENT_KEY_FILE";
    case ClientAuthentication::Tls:
      return "OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE";
    case ClientAuthentication::Basic:
    case ClientAuthentication::BasicRaw:
    case ClientAuthentication::Post:
    case ClientAuthentication::None:
      break;
  }
  return "OAUTH_CLIENT_SECRET";
}

/// Ends the run because the client has nothing of what the server wants.
[[noreturn]] void fail_client_authentication(const std::vector<std::string>& methods,
                                             const std::vector<ClientAuthentication>& known) {
  std::vector<std::string_view> keys;
  for (const ClientAuthentication method : known) {
    if (!contains(keys, keys_of(method))) {
      keys.push_back(keys_of(method));
    }
  }
  throw Error(ExitCode::Configuration,
              "its token_endpoint_auth_methods_supported has only " + printable(join_words(methods, ", ")),
              "set " + join_words(keys, ", or ") +
                  "; if the metadata is wrong, set OAUTH_CLIENT_AUTH to what the server takes");
}

/// The known methods that the metadata offers. There may be none where OAUTH_CLIENT_AUTH names the method.
std::vector<ClientAuthentication> find_client_authentications(const ServerMetadata& metadata,
                                                              const Client& client) {
  const auto& methods = metadata.token_endpoint_auth_methods_supported;
  auto known = find_known_authentications(methods);
  if (client.authentication || methods.empty()) {
    return known;
  }
  if (known.empty()) {
    throw Error(ExitCode::Network,
                "its token_endpoint_auth_methods_supported has none of client_secret_basic, "
                "client_secret_post, none, private_key_jwt, tls_client_auth, self_signed_tls_client_auth",
                "if your client may use one of them all the same, name it with OAUTH_CLIENT_AUTH");
  }
  if (!can_authenticate(client, known)) {
    fail_client_authentication(methods, known);
  }
  return known;
}

/// Makes sure that the server takes an assertion of the client's key, unless OAUTH_CLIENT_AUTH asks for one.
void require_fit_key(const Client& client) {
  if (client.authentication) {
    return;
  }
  if (const std::string why = explain_unfit_key(client); !why.empty()) {
    throw Error(ExitCode::Configuration, "its " + why,
                "set OAUTH_CLIENT_KEY_FILE to a key for one of these; if the metadata is wrong, set "
                "OAUTH_CLIENT_AUTH=private-key-jwt");
  }
}

AuthorizationServer make_authorization_server(const ServerMetadata& metadata, const Config& config) {
  const auto& settings = std::get<IssuerSettings>(config.server);
  AuthorizationServer server{
      .authorization_endpoint = {},
      .token_endpoint = {},
      .issuers = {settings.issuer},
      .iss_required = metadata.authorization_response_iss_parameter_supported,
      .client_authentications = find_client_authentications(metadata, config.client),
      .assertion_algorithms = metadata.token_endpoint_auth_signing_alg_values_supported,
  };
  const Client client = make_client(config, server);
  require_fit_key(client);
  const MetadataEndpoints endpoints{
      .metadata = metadata, .settings = settings, .presents_certificate = presents_certificate(client)};
  endpoints.require_https();
  // A server for machines alone has nowhere to sign in (RFC 8414 §2).
  const bool interactive = config.grant->sign_in == SignIn::Redirect;
  if (interactive) {
    require_code_grant(metadata);
    server.authorization_endpoint = endpoints.choose(kAuthorizationEndpoint);
    require_no_own_parameter(
        find_own_parameter(server.authorization_endpoint, config.authorization_parameters),
        kAuthorizationEndpoint);
  }
  server.token_endpoint = endpoints.choose(kTokenEndpoint);
  server.revocation_endpoint = endpoints.find(kRevocationEndpoint);
  if (config.grant->sign_in == SignIn::Device) {
    require_device_grant(metadata, settings);
    server.device_authorization_endpoint = endpoints.choose(kDeviceAuthorizationEndpoint);
  }
  if (interactive &&
      (settings.pushed_authorization_request_endpoint || metadata.require_pushed_authorization_requests)) {
    server.pushed_authorization_request_endpoint = endpoints.choose(kPushedAuthorizationRequestEndpoint);
  }
  require_no_own_form_parameter(server, config);
  return server;
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
  const Effects showing =
      show_long_wait(effects, "waiting for the server's metadata from " + authority(settings.url));
  std::vector<std::string> results;
  bool has_trouble = false;
  for (const Url& url : make_metadata_urls(settings.url)) {
    const HttpResponse response =
        send_traced({.method = "GET", .url = url, .headers = {{"Accept", "application/json"}}},
                    "server metadata from " + to_string(url), showing);
    std::string result = "HTTP status " + std::to_string(response.status);
    if (response.status == http_status::kOk) {
      if (auto server = read_server(url, response, config)) {
        return *std::move(server);
      }
      result = "no JSON object with an issuer";
    }
    results.push_back(to_string(url) + ": " + result);
    has_trouble |=
        response.status == http_status::kTooManyRequests || response.status >= http_status::kServerError;
  }
  throw Error(ExitCode::Network,
              "the issuer " + settings.issuer + " has no metadata: " + join_words(results, "; "),
              has_trouble ? "try again later: the server has trouble or too much to do"
                          : "check OAUTH_ISSUER, or name the endpoints with OAUTH_AUTHORIZATION_ENDPOINT and "
                            "OAUTH_TOKEN_ENDPOINT in place of it");
}

/// Makes sure, before anyone signs in, that a client certificate can be presented wherever it is needed.
void require_tls_for_certificate(const AuthorizationServer& server, const Config& config) {
  if (!presents_certificate(make_client(config, server))) {
    return;
  }
  require_tls(server.token_endpoint, kTokenEndpoint.key);
  for (const auto& [url, endpoint] :
       {std::pair(&server.revocation_endpoint, &kRevocationEndpoint),
        std::pair(&server.device_authorization_endpoint, &kDeviceAuthorizationEndpoint),
        std::pair(&server.pushed_authorization_request_endpoint, &kPushedAuthorizationRequestEndpoint)}) {
    if (*url) {
      require_tls(**url, endpoint->key);
    }
  }
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

std::string explain_unfit_key(const Client& client) {
  const auto& offered = client.key.offered_algorithms;
  if (offered.empty() || !is_assertion(client_authentications_to_try(client).front())) {
    return "";
  }
  const SigningKey& key = client.key.read();
  const auto name = [](SigningAlgorithm algorithm) { return to_string(algorithm); };
  const auto& algorithms = key.algorithms();
  if (std::any_of(algorithms.begin(), algorithms.end(),
                  [&](SigningAlgorithm algorithm) { return contains(offered, name(algorithm)); })) {
    return "";
  }
  return "token_endpoint_auth_signing_alg_values_supported has only " + printable(join_words(offered, ", ")) +
         ", and the key of OAUTH_CLIENT_KEY_FILE is " + std::string(key.kind()) + ", which signs with " +
         join_words(algorithms, " or ", name);
}

void check_client_key(const Client& client, const Effects& effects) {
  require_usable_key(client);
  if (!is_assertion(client_authentications_to_try(client).front())) {
    return;
  }
  if (const std::string why = explain_unfit_key(client); !why.empty()) {
    effects.diagnostics.warning("the server's " + why);
  }
  if (const auto& read = client.key.read_certificate) {
    const std::string problem = describe_certificate(read()).explain_invalidity(effects.now());
    if (!problem.empty()) {
      effects.diagnostics.warning("the certificate of OAUTH_CLIENT_CERT_FILE " + problem);
    }
  }
}

AuthorizationServer find_authorization_server(const Config& config, const Effects& effects) {
  if (const auto* const known = std::get_if<AuthorizationServer>(&config.server)) {
    require_device_endpoint(*known, config);
    require_tls_for_certificate(*known, config);
    return *known;
  }
  AuthorizationServer server = discover(config, effects);
  trace_server(server, effects.diagnostics);
  require_tls_for_certificate(server, config);
  return server;
}

}  // namespace goto_token
