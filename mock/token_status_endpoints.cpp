#include <nlohmann/json.hpp>

#include "endpoints.hpp"

namespace goto_mock_auth {
namespace {

std::string checked_token(const Context& context, const HttpRequest& request) {
  check_client_request(context, request);
  std::string token = request.form.value("token");
  if (token.empty()) {
    throw OAuthError(400, "invalid_request", "token is missing");
  }
  return token;
}

nlohmann::json introspection_response(const Context& context, const TokenStatus& status) {
  nlohmann::json response = {{"active", true},
                             {"scope", scope_text(status.scope)},
                             {"client_id", context.settings.client.id},
                             {"iss", context.issuer}};
  if (!status.principal.empty()) {
    response["username"] = status.principal;
  }
  if (status.is_access_token) {
    const auto expires_at = std::chrono::system_clock::now() + status.expires_in;
    response["token_type"] = "Bearer";
    response["exp"] = std::chrono::duration_cast<std::chrono::seconds>(expires_at.time_since_epoch()).count();
  }
  return response;
}

}  // namespace

HttpAnswer answer_revocation_request(Context& context, const HttpRequest& request) {
  try {
    context.grants.revoke(checked_token(context, request));
    return plain_answer(200, {}, {});
  } catch (const OAuthError& error) {
    return error_answer(error);
  }
}

HttpAnswer answer_introspection_request(Context& context, const HttpRequest& request) {
  try {
    const std::optional<TokenStatus> status = context.grants.status_of(checked_token(context, request));
    return json_answer(200,
                       status ? introspection_response(context, *status) : nlohmann::json{{"active", false}});
  } catch (const OAuthError& error) {
    return error_answer(error);
  }
}

}  // namespace goto_mock_auth
