#include "fault_answers.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "crypto.hpp"
#include "gzip.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::size_t kMebibyte = 1U << 20U;

// On a terminal that is handed it as it is, this clears the screen, sets the title and colours what follows.
constexpr std::string_view kTerminalEscapes =
    "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x1b[0m \xc2\x9b"
    "31m\r\nsecond line";

HttpAnswer page_answer(int status, const std::string& text) {
  return plain_answer(
      status, "text/html; charset=utf-8",
      "<!doctype html>\n<html lang=\"en\"><title>" + text + "</title><h1>" + text + "</h1></html>\n");
}

HttpAnswer refusal(int status, const std::string& error) {
  return error_answer(OAuthError(status, error, "asked for with --fault"));
}

HttpAnswer retry_answer(int status, const std::string& seconds) {
  HttpAnswer answer = page_answer(status, "Try again later");
  answer.headers.emplace_back("Retry-After", seconds);
  return answer;
}

HttpAnswer gzip_bomb_answer() {
  constexpr std::size_t kInflatedOctets = 64 * kMebibyte;
  HttpAnswer answer = plain_answer(
      200, "application/json",
      gzip(R"({"access_token":"bomb","token_type":"Bearer","padding":")", kInflatedOctets, "\"}"));
  answer.headers.emplace_back("Content-Encoding", "gzip");
  return answer;
}

HttpAnswer hang_up_answer() {
  HttpAnswer answer;
  answer.delivery.hang_up = true;
  return answer;
}

// The code or the error of an authorization response, or what stands in for it.
Parameters altered_result(const Fault& fault, const Parameters& response) {
  switch (fault.kind) {
    case FaultKind::ErrorRedirect:
      return {{"error", fault.value}, {"error_description", "asked for with --fault"}};
    case FaultKind::EscapeRedirect:
      return {{"error", "access_denied"},
              {"error_description", std::string(kTerminalEscapes) + "<script>alert(1)</script>"}};
    case FaultKind::MissingCode:
      return {};
    case FaultKind::EmptyCode:
      return {{"code", ""}};
    default:
      break;
  }
  Parameters result;
  for (const std::string_view name : {"code", "error", "error_description"}) {
    if (response.count(name) > 0) {
      result.add(std::string(name), response.value(name));
    }
  }
  return result;
}

}  // namespace

std::optional<HttpAnswer> replacement_answer(const Fault& fault, const std::string& redirect_location) {
  switch (fault.kind) {
    case FaultKind::InvalidClient:
      return refusal(401, "invalid_client");
    case FaultKind::UnauthorizedClient:
      return refusal(403, "unauthorized_client");
    case FaultKind::InvalidGrant:
      return refusal(400, "invalid_grant");
    case FaultKind::ErrorCode:
      return refusal(400, fault.value);
    case FaultKind::Escape:
      return error_answer(OAuthError(400, "invalid_grant", std::string(kTerminalEscapes)));
    case FaultKind::InternalServerError:
      return page_answer(500, "Internal server error");
    case FaultKind::ServiceUnavailable:
      return retry_answer(503, fault.value);
    case FaultKind::TooManyRequests:
      return retry_answer(429, fault.value);
    case FaultKind::Redirect:
      return redirect_answer(302, redirect_location);
    case FaultKind::Html:
      return page_answer(200, "Welcome");
    case FaultKind::NotJson:
      return plain_answer(200, "application/json", R"({"access_token":"cut in the mid)");
    case FaultKind::NotAnObject:
      return json_answer(200, nlohmann::json::array({"access_token", "token_type"}));
    case FaultKind::Empty:
      return plain_answer(200, "application/json", "");
    case FaultKind::Empty400:
      return plain_answer(400, "application/json", "");
    case FaultKind::Empty401:
      return plain_answer(401, "application/json", "");
    case FaultKind::Huge:
      return json_answer(200, {{"access_token", "huge"}, {"padding", std::string(8 * kMebibyte, 'x')}});
    case FaultKind::GzipBomb:
      return gzip_bomb_answer();
    case FaultKind::HangUp:
      return hang_up_answer();
    default:
      return std::nullopt;
  }
}

Delivery delivery_of(const Fault& fault) {
  Delivery delivery;
  if (fault.kind == FaultKind::Slow) {
    delivery.hold = std::chrono::seconds(std::stoi(fault.value));
  } else if (fault.kind == FaultKind::Dribble) {
    delivery.dribble = std::chrono::seconds(std::stoi(fault.value));
  } else if (fault.kind == FaultKind::Truncated) {
    delivery.truncate = true;
  }
  return delivery;
}

void alter_token_response(const Fault& fault, nlohmann::json& response) {
  switch (fault.kind) {
    case FaultKind::NoAccessToken:
      response.erase("access_token");
      break;
    case FaultKind::EmptyAccessToken:
      response["access_token"] = "";
      break;
    case FaultKind::ControlToken:
      response["access_token"] = "token\n\x1b[31mwith control characters";
      break;
    case FaultKind::NoTokenType:
      response.erase("token_type");
      break;
    case FaultKind::BadTokenType:
      response["token_type"] = "mac";
      break;
    case FaultKind::LowerBearer:
      response["token_type"] = "bearer";
      break;
    case FaultKind::NumericString:
      response["expires_in"] = std::to_string(response["expires_in"].get<long>());
      break;
    case FaultKind::NoExpiresIn:
      response.erase("expires_in");
      break;
    case FaultKind::NoScope:
      response.erase("scope");
      break;
    default:
      break;
  }
}

Parameters altered_authorization_response(const Fault& fault, const Parameters& response) {
  Parameters altered = altered_result(fault, response);
  if (fault.kind == FaultKind::WrongState) {
    altered.add("state", random_token(32));
  } else if (fault.kind != FaultKind::MissingState && response.count("state") > 0) {
    altered.add("state", response.value("state"));
  }
  if (fault.kind == FaultKind::WrongIss) {
    altered.add("iss", "https://other.example");
  } else if (response.count("iss") > 0) {
    altered.add("iss", response.value("iss"));
  }
  return altered;
}

}  // namespace goto_mock_auth
