#include "goto_token/oauth/token_request.hpp"

#include <utility>

namespace goto_token {

FormParameters make_authorization_code_grant(const AuthorizationCode& code, const std::string& redirect_uri,
                                             const Secret& code_verifier) {
  return {{"grant_type", "authorization_code"},
          {"code", std::string(code.value().reveal())},
          {"redirect_uri", redirect_uri},
          {"code_verifier", std::string(code_verifier.reveal())}};
}

HttpRequest make_token_request(const Url& token_endpoint, FormParameters grant, const Client& client,
                               ClientAuthentication authentication) {
  HttpHeaders headers = {{"Accept", "application/json"}};
  authenticate(client, authentication, headers, grant);
  return {"POST", token_endpoint, std::move(headers), form_encode(grant),
          "application/x-www-form-urlencoded"};
}

}  // namespace goto_token
