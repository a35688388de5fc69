#include <array>
#include <nlohmann/json.hpp>

#include "endpoints.hpp"

namespace goto_mock_auth {
namespace {

nlohmann::json client_authentication_methods(const Client& client) {
  using enum ClientAuthentication;
  nlohmann::json methods = nlohmann::json::array();
  if (client.accepted.contains(BasicForm) || client.accepted.contains(BasicRaw)) {
    methods.push_back("client_secret_basic");
  }
  if (client.accepted.contains(Post)) {
    methods.push_back("client_secret_post");
  }
  if (client.accepted.contains(PrivateKeyJwt)) {
    methods.push_back("private_key_jwt");
  }
  if (client.accepted.contains(Tls)) {
    methods.push_back("tls_client_auth");
  }
  if (client.accepted.contains(None)) {
    methods.push_back("none");
  }
  return methods;
}

nlohmann::json grant_types(const Shape& shape) {
  nlohmann::json types = {"authorization_code", "refresh_token", "client_credentials", kDeviceCodeGrant};
  if (shape.is_goto()) {
    types.push_back(kPersonalAccessTokenGrant);
  }
  return types;
}

// `common` stands in place of the tenant where the metadata of all tenants was asked for.
void add_endpoints(nlohmann::json& metadata, const Context& context, bool common) {
  const Shape& shape = *context.settings.shape;
  const Paths& paths = shape.paths;
  const std::array<std::pair<const char*, std::string_view>, 6> endpoints = {
      {{"authorization_endpoint", paths.authorize},
       {"token_endpoint", paths.token},
       {"device_authorization_endpoint", paths.device},
       {"pushed_authorization_request_endpoint", paths.par},
       {"revocation_endpoint", paths.revoke},
       {"introspection_endpoint", paths.introspect}}};
  for (const auto& [name, path] : endpoints) {
    if (!path.empty()) {
      metadata[name] = context.base_url + (common ? std::string(shape.common) : std::string(shape.tenant)) +
                       std::string(path.substr(shape.tenant.size()));
    }
  }
}

nlohmann::json metadata_of(const Context& context, bool common) {
  const Settings& settings = context.settings;
  const Shape& shape = *settings.shape;
  const nlohmann::json methods = client_authentication_methods(settings.client);
  nlohmann::json metadata = {
      {"issuer", common ? context.base_url + std::string(shape.common_issuer) : context.issuer},
      {"scopes_supported", settings.scopes_offered},
      {"response_types_supported", {"code"}},
      {"grant_types_supported", grant_types(shape)},
      {"token_endpoint_auth_methods_supported", methods},
      {"code_challenge_methods_supported", {"S256"}},
  };
  add_endpoints(metadata, context, common);
  for (const char* const name : {"revocation", "introspection"}) {
    if (metadata.contains(std::string(name) + "_endpoint")) {
      metadata[std::string(name) + "_endpoint_auth_methods_supported"] = methods;
    }
  }
  if (const std::vector<std::string> algorithms = context.clients.algorithms(); !algorithms.empty()) {
    metadata["token_endpoint_auth_signing_alg_values_supported"] = algorithms;
  }
  if (shape.openid_discovery) {  // what OpenID Connect Discovery §3 requires
    metadata["subject_types_supported"] = {"public"};
    metadata["id_token_signing_alg_values_supported"] = {"RS256"};
  }
  if (settings.iss_parameter) {
    metadata["authorization_response_iss_parameter_supported"] = true;
  }
  if (settings.require_par) {
    metadata["require_pushed_authorization_requests"] = true;
  }
  if (shape.metadata_members != nullptr) {
    shape.metadata_members(metadata);
  }
  return metadata;
}

}  // namespace

HttpResponse respond_to_metadata_request(Context& context, const HttpRequest& request) {
  const Settings& settings = context.settings;
  const std::string_view common = settings.shape->common;
  const bool of_common =
      !common.empty() && request.path.starts_with(settings.base_path + std::string(common) + "/");
  return with_faults(context, FaultPlace::Metadata, [&](const FaultKind* /*kind*/) {
    return make_json_response(200, metadata_of(context, of_common));
  });
}

}  // namespace goto_mock_auth
