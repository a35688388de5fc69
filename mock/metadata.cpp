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
  if (client.accepted.contains(None)) {
    methods.push_back("none");
  }
  return methods;
}

nlohmann::json metadata_of(const Context& context) {
  const auto url = [&context](std::string_view path) { return context.base_url + std::string(path); };
  const nlohmann::json methods = client_authentication_methods(context.settings.client);
  nlohmann::json metadata = {
      {"issuer", context.issuer},
      {"authorization_endpoint", url(kAuthorizePath)},
      {"token_endpoint", url(kTokenPath)},
      {"pushed_authorization_request_endpoint", url(kParPath)},
      {"device_authorization_endpoint", url(kDevicePath)},
      {"revocation_endpoint", url(kRevokePath)},
      {"introspection_endpoint", url(kIntrospectPath)},
      {"scopes_supported", context.settings.scopes_offered},
      {"response_types_supported", {"code"}},
      {"grant_types_supported",
       {"authorization_code", "refresh_token", "client_credentials", "personal_access_token",
        kDeviceCodeGrant}},
      {"token_endpoint_auth_methods_supported", methods},
      {"revocation_endpoint_auth_methods_supported", methods},
      {"introspection_endpoint_auth_methods_supported", methods},
      {"code_challenge_methods_supported", {"S256"}},
  };
  if (context.settings.iss_parameter) {
    metadata["authorization_response_iss_parameter_supported"] = true;
  }
  if (context.settings.require_par) {
    metadata["require_pushed_authorization_requests"] = true;
  }
  return metadata;
}

}  // namespace

HttpResponse respond_to_metadata_request(Context& context, const HttpRequest& /*request*/) {
  return with_faults(context, FaultPlace::Metadata, [&](const FaultKind* /*kind*/) {
    return make_json_response(200, metadata_of(context));
  });
}

}  // namespace goto_mock_auth
