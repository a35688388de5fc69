#include "endpoints.hpp"

#include <nlohmann/json.hpp>

namespace goto_mock_auth {
namespace {

constexpr std::string_view kAuthorizePath = "/oauth/authorize";
constexpr std::string_view kTokenPath = "/oauth/token";
constexpr std::string_view kRevokePath = "/oauth/revoke";
constexpr std::string_view kIntrospectPath = "/oauth/introspect";
constexpr std::string_view kMetadataPath = "/.well-known/oauth-authorization-server";

nlohmann::json client_authentication_methods(const Client& client) {
  using enum ClientAuthentication;
  nlohmann::json methods = nlohmann::json::array();
  if (client.accepted.contains(BasicForm) || client.accepted.contains(BasicRaw)) {
    methods.push_back("client_secret_basic");
  }
  if (client.accepted.contains(Post)) {
    methods.push_back("client_secret_post");
  }
  if (client.accepted.contains(None)) {
    methods.push_back("none");
  }
  return methods;
}

// The authorization server metadata (RFC 8414).
HttpResponse respond_to_metadata_request(Context& context, const HttpRequest& /*request*/) {
  const auto url = [&context](std::string_view path) { return context.base_url + std::string(path); };
  const nlohmann::json methods = client_authentication_methods(context.settings.client);
  nlohmann::json metadata = {
      {"issuer", context.issuer},
      {"authorization_endpoint", url(kAuthorizePath)},
      {"token_endpoint", url(kTokenPath)},
      {"revocation_endpoint", url(kRevokePath)},
      {"introspection_endpoint", url(kIntrospectPath)},
      {"scopes_supported", context.settings.scopes_offered},
      {"response_types_supported", {"code"}},
      {"grant_types_supported",
       {"authorization_code", "refresh_token", "client_credentials", "personal_access_token"}},
      {"token_endpoint_auth_methods_supported", methods},
      {"revocation_endpoint_auth_methods_supported", methods},
      {"introspection_endpoint_auth_methods_supported", methods},
      {"code_challenge_methods_supported", {"S256"}},
  };
  if (context.settings.iss_parameter) {
    metadata["authorization_response_iss_parameter_supported"] = true;
  }
  return make_json_response(200, metadata);
}

nlohmann::json introspection_response(const Context& context, const TokenStatus& status) {
  nlohmann::json response = {{"active", true},
                             {"scope", scope_text(status.scope)},
                             {"client_id", context.settings.client.id},
                             {"iss", context.issuer}};
  if (!status.principal.empty()) {
    response["username"] = status.principal;
  }
  if (status.expires_in) {
    const auto expires_at = std::chrono::system_clock::now() + *status.expires_in;
    response["token_type"] = "Bearer";
    response["exp"] = std::chrono::duration_cast<std::chrono::seconds>(expires_at.time_since_epoch()).count();
  }
  return response;
}

// RFC 7662.
HttpResponse respond_to_introspection_request(Context& context, const HttpRequest& request) {
  check_client_request(context, request);
  const std::optional<TokenStatus> status = context.grants.status_of(required(request.form, "token"));
  return make_json_response(
      200, status ? introspection_response(context, *status) : nlohmann::json{{"active", false}});
}

// RFC 7009.
HttpResponse respond_to_revocation_request(Context& context, const HttpRequest& request) {
  check_client_request(context, request);
  context.grants.revoke(required(request.form, "token"));
  return make_response(200, {}, {});
}

}  // namespace

void check_client_request(const Context& context, const HttpRequest& request) {
  require(request.content_type.starts_with("application/x-www-form-urlencoded"), 400, "invalid_request",
          "the body must be application/x-www-form-urlencoded");
  const std::string repeated = request.form.repeated_name();
  require(repeated.empty(), 400, "invalid_request", "a parameter is repeated: " + repeated);
  authenticate_client(request, context.settings.client);
}

std::string required(const Parameters& form, std::string_view name) {
  std::string value = form.value(name);
  require(!value.empty(), 400, "invalid_request", std::string(name) + " is missing");
  return value;
}

std::vector<Route> routes(const std::string& base_path) {
  const auto below = [&base_path](std::string_view path) { return base_path + std::string(path); };
  return {
      {.method = "GET", .path = below(kAuthorizePath), .respond = respond_to_authorization_request},
      {.method = "POST", .path = below(kConsentPath), .respond = respond_to_consent},
      {.method = "POST", .path = below(kTokenPath), .respond = respond_to_token_request},
      {.method = "POST", .path = below(kRevokePath), .respond = respond_to_revocation_request},
      {.method = "POST", .path = below(kIntrospectPath), .respond = respond_to_introspection_request},
      // RFC 8414 §3.1 puts the issuer's path behind the well-known one; some clients simply append it.
      {.method = "GET",
       .path = std::string(kMetadataPath) + base_path,
       .respond = respond_to_metadata_request},
      {.method = "GET", .path = below(kMetadataPath), .respond = respond_to_metadata_request},
  };
}

}  // namespace goto_mock_auth
