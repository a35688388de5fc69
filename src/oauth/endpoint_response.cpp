#include "goto_token/oauth/endpoint_response.hpp"

#include <optional>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

/// What to do about the status of a server that has trouble; empty for any other.
std::string hint_for(int status) {
  return status == http_status::kTooManyRequests || status >= http_status::kServerError
             ? "try again later: the server has trouble or too much to do"
             : "";
}

std::string string_member(const std::optional<JsonObject>& object, std::string_view name) {
  const auto* const member = object ? find_member<std::string>(*object, name) : nullptr;
  return member == nullptr ? std::string() : *member;
}

TokenErrorResponse make_error_response(int status, const std::optional<JsonObject>& object) {
  return {.status = status,
          .error = string_member(object, "error"),
          .description = string_member(object, "error_description")};
}

bool is_error_status(int status) {
  return status == http_status::kBadRequest || status == http_status::kUnauthorized ||
         status == http_status::kForbidden;
}

}  // namespace

bool is_success(int status) noexcept {
  return status / 100 == 2;
}

void fail_response(const ExpectedResponse& expected, const std::string& why, const std::string& hint) {
  throw Error(ExitCode::Network, std::string(expected.unlike) + ": " + why, hint);
}

std::variant<JsonObject, TokenErrorResponse> parse_endpoint_response(const HttpResponse& response,
                                                                     const ExpectedResponse& expected) {
  const int status = response.status;
  auto object = parse_json_object(response.body);
  const bool is_expected = is_success(status) && object && object->find(expected.member) != nullptr;
  if (is_error_status(status) || (!is_expected && !string_member(object, "error").empty())) {
    return make_error_response(status, object);
  }
  if (!is_success(status)) {
    fail_response(expected, "HTTP status " + std::to_string(status), hint_for(status));
  }
  if (!object) {
    fail_response(expected, status == http_status::kOk
                                ? "it is not a JSON object"
                                : "it is not a JSON object (HTTP status " + std::to_string(status) + ")");
  }
  return *std::move(object);
}

std::string parse_expected_member(const JsonObject& object, const ExpectedResponse& expected) {
  const std::string name(expected.member);
  if (object.find(name) == nullptr) {
    fail_response(expected, "it has no " + name);
  }
  const auto* const value = find_member<std::string>(object, name);
  if (value == nullptr) {
    fail_response(expected, "its " + name + " is not a string");
  }
  if (value->empty() || !is_visible_ascii(*value)) {
    fail_response(expected,
                  "its " + name + (value->empty() ? " is empty" : " holds more than visible ASCII"));
  }
  return *value;
}

TokenErrorResponse parse_error_response(const HttpResponse& response, const std::string& endpoint) {
  TokenErrorResponse error_response = make_error_response(response.status, parse_json_object(response.body));
  if (!is_error_status(response.status) && error_response.error.empty()) {
    throw Error(ExitCode::Network, endpoint + " answered with HTTP status " + std::to_string(response.status),
                hint_for(response.status));
  }
  return error_response;
}

}  // namespace goto_token
