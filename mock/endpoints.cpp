#include "endpoints.hpp"

namespace goto_mock_auth {
namespace {

HttpAnswer answer_requests_request(Context& context, const HttpRequest& /*request*/) {
  return plain_answer(200, "application/json", context.log.text());
}

}  // namespace

void check_client_request(const Context& context, const HttpRequest& request) {
  if (!request.content_type.starts_with("application/x-www-form-urlencoded")) {
    throw OAuthError(400, "invalid_request", "the body must be application/x-www-form-urlencoded");
  }
  if (const std::string name = request.form.repeated_name(); !name.empty()) {
    throw OAuthError(400, "invalid_request", "a parameter is repeated: " + name);
  }
  authenticate_client(request, context.settings.client);
}

std::vector<Route> routes(const std::string& base_path) {
  const auto below = [&base_path](std::string_view path) { return base_path + std::string(path); };
  std::vector<Route> all = {
      {"GET", below(kAuthorizePath), answer_authorization_request},
      {"POST", below(kConsentPath), answer_consent},
      {"POST", below(kTokenPath), answer_token_request},
      {"POST", below(kRevokePath), answer_revocation_request},
      {"POST", below(kIntrospectPath), answer_introspection_request},
      // RFC 8414 §3.1 puts the issuer's path behind the well-known one.
      {"GET", std::string(kMetadataPath) + base_path, answer_metadata_request},
      {"GET", std::string(kRequestsPath), answer_requests_request},
  };
  if (!base_path.empty()) {  // where clients look that simply append
    all.push_back({"GET", below(kMetadataPath), answer_metadata_request});
  }
  return all;
}

}  // namespace goto_mock_auth
