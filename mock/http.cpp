#include "http.hpp"

#include <nlohmann/json.hpp>

namespace goto_mock_auth {

std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

HttpResponse make_response(int status, std::string content_type, std::string body) {
  return {.status = status,
          .headers = {{"Cache-Control", "no-store"}},
          .content_type = std::move(content_type),
          .body = std::move(body),
          .delivery = {}};
}

HttpResponse make_json_response(int status, const nlohmann::json& body) {
  HttpResponse response = make_response(status, "application/json", json_text(body));
  response.headers.emplace_back("Pragma", "no-cache");
  return response;
}

HttpResponse make_error_response(const OAuthError& error) {
  HttpResponse response =
      make_json_response(error.status, {{"error", error.error}, {"error_description", error.what()}});
  if (error.status == 401) {
    response.headers.emplace_back("WWW-Authenticate", R"(Basic realm="goto-mock-auth")");
  }
  return response;
}

HttpResponse make_redirect(int status, std::string location) {
  HttpResponse response = make_response(status, {}, {});
  response.headers.emplace_back("Location", std::move(location));
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace goto_mock_auth
