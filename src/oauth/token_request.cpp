#include "goto_token/oauth/token_request.hpp"

#include <utility>

namespace goto_token {
namespace {

FormParameters with_scope(FormParameters grant, const std::string& scope) {
  if (!scope.empty()) {
    grant.emplace_back("scope", scope);
  }
  return grant;
}

}  // namespace

FormParameters make_authorization_code_grant(const AuthorizationCode& code, const std::string& redirect_uri,
                                             const Secret& code_verifier) {
  return {{"grant_type", "authorization_code"},
          {"code", std::string(code.value().reveal())},
          {"redirect_uri", redirect_uri},
          {"code_verifier", std::string(code_verifier.reveal())}};
}

FormParameters make_refresh_token_grant(const Secret& refresh_token, const std::string& scope) {
  return with_scope({{"grant_type", "refresh_token"}, {"refresh_token", std::string(refresh_token.reveal())}},
                    scope);
}

FormParameters make_personal_access_token_grant(const Secret& personal_access_token) {
  return {{"grant_type", "personal_access_token"}, {"pat", std::string(personal_access_token.reveal())}};
}

FormParameters make_client_credentials_grant(const std::string& scope) {
  return with_scope({{"grant_type", "client_credentials"}}, scope);
}

FormParameters make_revocation_parameters(const Secret& token, const std::string& token_type_hint) {
  return {{"token", std::string(token.reveal())}, {"token_type_hint", token_type_hint}};
}

HttpRequest make_form_request(const Url& endpoint, FormParameters parameters, const Client& client,
                              ClientAuthentication authentication, const Secret& assertion) {
  HttpHeaders headers = {{"Accept", "application/json"}};
  authenticate(client, authentication, headers, parameters, assertion);
  return {.method = "POST",
          .url = endpoint,
          .headers = std::move(headers),
          .body = form_encode(parameters),
          .content_type = "application/x-www-form-urlencoded"};
}

}  // namespace goto_token
