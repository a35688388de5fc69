#include "http.hpp"

#include <nlohmann/json.hpp>

namespace goto_mock_auth {

std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

HttpAnswer plain_answer(int status, std::string content_type, std::string body) {
  return {.status = status,
          .headers = {{"Cache-Control", "no-store"}},
          .content_type = std::move(content_type),
          .body = std::move(body),
          .delivery = {}};
}

HttpAnswer json_answer(int status, const nlohmann::json& body) {
  HttpAnswer answer = plain_answer(status, "application/json", json_text(body));
  answer.headers.emplace_back("Pragma", "no-cache");
  return answer;
}

HttpAnswer error_answer(const OAuthError& error) {
  HttpAnswer answer =
      json_answer(error.status(), {{"error", error.error()}, {"error_description", error.what()}});
  if (error.status() == 401) {
    answer.headers.emplace_back("WWW-Authenticate", R"(Basic realm="goto-mock-auth")");
  }
  return answer;
}

HttpAnswer redirect_answer(int status, std::string location) {
  HttpAnswer answer = plain_answer(status, {}, {});
  answer.headers.emplace_back("Location", std::move(location));
  answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  return answer;
}

}  // namespace goto_mock_auth
