#include "goto_token/oauth/authorization_request.hpp"

#include <array>

#include "goto_token/base/encoding.hpp"

namespace goto_token {

Secret make_state(std::span<const std::byte, kStateOctets> random) {
  return Secret(base64url_encode(random));
}

std::optional<std::string> find_own_parameter(const Url& authorization_endpoint) {
  constexpr std::array<std::string_view, 7> kNames = {
      "response_type", "client_id",      "redirect_uri",         "scope",
      "state",         "code_challenge", "code_challenge_method"};
  for (const std::string_view name : kNames) {
    if (!form_decode_values(authorization_endpoint.query, name, 0).empty()) {
      return std::string(name);
    }
  }
  return std::nullopt;
}

std::string make_authorization_url(const AuthorizationRequest& request) {
  Url url = request.authorization_endpoint;
  const auto add = [&query = url.query](std::string_view name, std::string_view value) {
    query.append(query.empty() ? "" : "&").append(name).append("=").append(percent_encode(value));
  };
  add("response_type", "code");
  add("client_id", request.client_id);
  add("redirect_uri", request.redirect_uri);
  if (!request.scope.empty()) {
    add("scope", request.scope);
  }
  add("state", request.state);
  add("code_challenge", request.code_challenge);
  add("code_challenge_method", "S256");
  return to_string(url);
}

}  // namespace goto_token
