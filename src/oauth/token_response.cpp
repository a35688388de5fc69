#include "goto_token/oauth/token_response.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/oauth/endpoint_response.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

// A century: longer than any token's lifetime, and short enough that no sum of times overflows.
constexpr std::chrono::seconds kLongestLifetime = std::chrono::hours(24 * 365 * 100);

constexpr ExpectedResponse kExpected = {.unlike = "the token endpoint's response is not a token response",
                                        .member = "access_token"};

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
    fail_response(kExpected, "its token_type is not Bearer");
  }
}

TokenResponse parse_token(const JsonObject& object) {
  TokenResponse token;
  token.access_token = Secret(parse_expected_member(object, kExpected));
  check_token_type(object);
  token.expires_in = parse_lifetime(object, "expires_in");
  if (const auto* const scope = find_member<std::string>(object, "scope")) {
    token.scope = *scope;
  }
  token.refresh_token = Secret(string_member(object, "refresh_token"));
  token.json = Secret(format_json_object(object));
  return token;
}

}  // namespace

std::variant<TokenResponse, TokenErrorResponse> parse_token_response(const HttpResponse& response) {
  auto parsed = parse_endpoint_response(response, kExpected);
  if (auto* const error = std::get_if<TokenErrorResponse>(&parsed)) {
    return std::move(*error);
  }
  return parse_token(std::get<JsonObject>(parsed));
}

JsonObject parse_members(const Secret& json) {
  return parse_json_object(json.reveal(), kTokenResponseLimits).value_or(JsonObject());
}

std::optional<TokenErrorResponse> parse_revocation_response(const HttpResponse& response) {
  if (is_success(response.status)) {
    return std::nullopt;  // RFC 7009 §2.2 says 200; some servers send 204
  }
  return parse_error_response(response, "the revocation endpoint");
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
  if (!token.refresh_token.empty()) {
    granted.emplace_back("offline_access");  // OpenID Connect Core 1.0 §11
  }
  if (!string_member(parse_members(token.json), "id_token").empty()) {
    granted.emplace_back("openid");  // OpenID Connect Core 1.0 §3.1.2.1
  }
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
