#include "goto_token/oauth/token_response.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

// A century: longer than any token's lifetime, and short enough that no sum of times overflows.
constexpr std::chrono::seconds kLongestLifetime = std::chrono::hours(24 * 365 * 100);

[[noreturn]] void fail(const std::string& why, const std::string& hint = {}) {
  throw Error(ExitCode::Network, "the token endpoint's response is not a token response: " + why, hint);
}

/// What to do about the status of a server that has trouble; empty for any other.
std::string hint_for(int status) {
  return status == http_status::kTooManyRequests || status >= http_status::kServerError
             ? "try again later: the server has trouble or too much to do"
             : "";
}

std::string string_member(const JsonObject& object, std::string_view name) {
  const auto* const member = find_member<std::string>(object, name);
  return member == nullptr ? std::string() : *member;
}

std::optional<std::chrono::seconds> clamp_lifetime(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) {
    return std::nullopt;
  }
  const auto longest = static_cast<double>(kLongestLifetime.count());
  return std::chrono::seconds(static_cast<std::int64_t>(std::min(seconds, longest)));
}

void check_token_type(const JsonObject& object) {
  // GoTo leaves it out on refresh; others send null or an empty string.
  const JsonMember* const member = object.find("token_type");
  if (member == nullptr || std::holds_alternative<std::nullptr_t>(member->value)) {
    return;
  }
  const auto* const type = std::get_if<std::string>(&member->value);
  if (type == nullptr || (!type->empty() && ascii_lower(*type) != "bearer")) {
    fail("its token_type is not Bearer");
  }
}

std::string parse_access_token(const JsonObject& object) {
  if (object.find("access_token") == nullptr) {
    fail("it has no access_token");
  }
  const auto* const token = find_member<std::string>(object, "access_token");
  if (token == nullptr) {
    fail("its access_token is not a string");
  }
  if (token->empty() || !is_visible_ascii(*token)) {
    fail(token->empty() ? "its access_token is empty" : "its access_token holds more than visible ASCII");
  }
  return *token;
}

TokenResponse parse_token(const JsonObject& object) {
  TokenResponse token;
  token.access_token = Secret(parse_access_token(object));
  check_token_type(object);
  token.expires_in = parse_lifetime(object, "expires_in");
  if (const auto* const scope = find_member<std::string>(object, "scope")) {
    token.scope = *scope;
  }
  token.refresh_token = Secret(string_member(object, "refresh_token"));
  token.json = Secret(format_json_object(object));
  return token;
}

TokenErrorResponse make_error_response(int status, const std::optional<JsonObject>& object) {
  return {.status = status,
          .error = object ? string_member(*object, "error") : "",
          .description = object ? string_member(*object, "error_description") : ""};
}

bool is_success(int status) {
  return status / 100 == 2;
}

bool is_error_status(int status) {
  return status == http_status::kBadRequest || status == http_status::kUnauthorized ||
         status == http_status::kForbidden;
}

}  // namespace

std::variant<TokenResponse, TokenErrorResponse> parse_token_response(const HttpResponse& response) {
  const auto object = parse_json_object(response.body);
  const std::string error = object ? string_member(*object, "error") : std::string();
  const bool has_token = object && object->find("access_token") != nullptr;
  if (is_error_status(response.status) || (!error.empty() && !(is_success(response.status) && has_token))) {
    return make_error_response(response.status, object);
  }
  if (!is_success(response.status)) {
    fail("HTTP status " + std::to_string(response.status), hint_for(response.status));
  }
  if (!object) {
    fail(response.status == http_status::kOk
             ? "it is not a JSON object"
             : "it is not a JSON object (HTTP status " + std::to_string(response.status) + ")");
  }
  return parse_token(*object);
}

JsonObject parse_members(const Secret& json) {
  return parse_json_object(json.reveal(), kTokenResponseLimits).value_or(JsonObject());
}

std::optional<TokenErrorResponse> parse_revocation_response(const HttpResponse& response) {
  if (is_success(response.status)) {
    return std::nullopt;  // RFC 7009 §2.2 says 200; some servers send 204
  }
  const auto object = parse_json_object(response.body);
  TokenErrorResponse error_response = make_error_response(response.status, object);
  if (!is_error_status(response.status) && error_response.error.empty()) {
    throw Error(ExitCode::Network,
                "the revocation endpoint answered with HTTP status " + std::to_string(response.status),
                hint_for(response.status));
  }
  return error_response;
}

std::optional<std::chrono::seconds> parse_lifetime(const JsonObject& response, std::string_view name) {
  if (const auto* const number = find_member<double>(response, name)) {
    return clamp_lifetime(*number);
  }
  const auto seconds = parse_decimal<double>(string_member(response, name));
  return seconds ? clamp_lifetime(*seconds) : std::nullopt;
}

std::vector<std::string> granted_scopes(const TokenResponse& token) {
  std::string text = token.scope.value_or("");
  std::replace(text.begin(), text.end(), ',', ' ');
  return split_words(text);
}

std::vector<std::string> find_missing_scopes(const TokenResponse& token,
                                             const std::vector<std::string>& requested) {
  std::vector<std::string> granted = granted_scopes(token);
  if (granted.empty()) {
    return {};
  }
  for (std::string& unsplit : split_words(*token.scope)) {
    granted.push_back(std::move(unsplit));  // a scope may hold a comma
  }
  std::transform(granted.begin(), granted.end(), granted.begin(), ascii_lower);
  std::vector<std::string> missing;
  std::copy_if(requested.begin(), requested.end(), std::back_inserter(missing),
               [&granted](const auto& scope) { return !contains(granted, ascii_lower(scope)); });
  return missing;
}

std::optional<std::chrono::sys_seconds> expires_at(const TokenResponse& token,
                                                   std::chrono::sys_seconds received_at) {
  if (!token.expires_in) {
    return std::nullopt;
  }
  return received_at + *token.expires_in;
}

}  // namespace goto_token
