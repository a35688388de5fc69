#include "goto_token/oauth/authorization_request.hpp"

#include "goto_token/base/encoding.hpp"

namespace goto_token {

Secret make_state(std::span<const std::byte, kStateOctets> random) {
  return Secret(base64url_encode(random));
}

FormParameters make_authorization_parameters(const AuthorizationRequest& request) {
  FormParameters parameters = {
      {"response_type", "code"}, {"client_id", request.client_id}, {"redirect_uri", request.redirect_uri}};
  if (!request.scope.empty()) {
    parameters.emplace_back("scope", request.scope);
  }
  parameters.emplace_back("state", request.state);
  parameters.emplace_back("code_challenge", request.code_challenge);
  parameters.emplace_back("code_challenge_method", "S256");
  parameters.insert(parameters.end(), request.further.begin(), request.further.end());
  return parameters;
}

std::string make_authorization_url(const Url& authorization_endpoint, const FormParameters& parameters) {
  Url url = authorization_endpoint;
  for (const auto& [name, value] : parameters) {
    url.query.append(url.query.empty() ? "" : "&")
        .append(percent_encode(name))
        .append("=")
        .append(percent_encode(value));
  }
  return to_string(url);
}

}  // namespace goto_token
