#include "goto_token/oauth/token_response.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using nlohmann::json;

// Far deeper than any token response, far shallower than what writing JSON out again takes of the stack.
constexpr int kDeepestNesting = 64;
// A century: no token lives longer, and no sum of times overflows.
constexpr std::chrono::seconds kLongestLifetime = std::chrono::hours(24 * 365 * 100);

constexpr int kOk = 200;
constexpr int kBadRequest = 400;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ExitCode::Network, "the token endpoint's answer is not a token response: " + why,
              "check OAUTH_SERVICE_URL or OAUTH_TOKEN_ENDPOINT");
}

/// The body as a JSON object, or nullopt when it is anything else.
std::optional<json> parse_object(const std::string& body) {
  bool too_deep = false;
  const auto limit_depth = [&too_deep](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > kDeepestNesting;
    return !too_deep;
  };
  json parsed = json::parse(body, limit_depth, /*allow_exceptions=*/false);
  if (too_deep || !parsed.is_object()) {
    return std::nullopt;
  }
  return parsed;
}

std::string string_member(const json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

std::optional<std::chrono::seconds> clamp_lifetime(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) {
    return std::nullopt;
  }
  const auto longest = static_cast<double>(kLongestLifetime.count());
  return std::chrono::seconds(static_cast<std::int64_t>(std::min(seconds, longest)));
}

/// `expires_in` as a number, or as the numeric string that some servers send.
std::optional<std::chrono::seconds> parse_expires_in(const json& object) {
  const auto member = object.find("expires_in");
  if (member == object.end()) {
    return std::nullopt;
  }
  if (member->is_number()) {
    return clamp_lifetime(member->get<double>());
  }
  const std::string text = member->is_string() ? member->get<std::string>() : std::string();
  double seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return clamp_lifetime(seconds);
}

void check_token_type(const json& object) {
  const auto member = object.find("token_type");
  if (member == object.end()) {
    return;  // GoTo leaves it out on refresh.
  }
  if (!member->is_string() || ascii_lower(member->get<std::string>()) != "bearer") {
    refuse("its token_type is not Bearer");
  }
}

std::string parse_access_token(const json& object) {
  const auto member = object.find("access_token");
  if (member == object.end()) {
    refuse("it has no access_token");
  }
  if (!member->is_string()) {
    refuse("its access_token is not a string");
  }
  auto token = member->get<std::string>();
  if (token.empty() || !is_visible_ascii(token)) {
    refuse(token.empty() ? "its access_token is empty" : "its access_token holds more than visible ASCII");
  }
  return token;
}

TokenResponse parse_token(const json& object, const std::string& body) {
  TokenResponse token;
  token.access_token = Secret(parse_access_token(object));
  check_token_type(object);
  token.expires_in = parse_expires_in(object);
  if (const auto scope = object.find("scope"); scope != object.end() && scope->is_string()) {
    token.scope = scope->get<std::string>();
  }
  token.json = Secret(body);
  return token;
}

bool is_refusal(int status) {
  return status == kBadRequest || status == kUnauthorized || status == kForbidden;
}

}  // namespace

std::variant<TokenResponse, TokenErrorResponse> parse_token_response(const HttpResponse& response) {
  const auto object = parse_object(response.body);
  const std::string error = object ? string_member(*object, "error") : std::string();
  const bool has_token = object && object->contains("access_token");
  if (is_refusal(response.status) || (!error.empty() && !(response.status == kOk && has_token))) {
    return TokenErrorResponse{response.status, error,
                              object ? string_member(*object, "error_description") : ""};
  }
  if (response.status != kOk) {
    refuse("HTTP status " + std::to_string(response.status));
  }
  if (!object) {
    refuse("it is not a JSON object");
  }
  return parse_token(*object, response.body);
}

std::vector<std::string> find_missing_scopes(const TokenResponse& token,
                                             const std::vector<std::string>& requested) {
  std::vector<std::string> missing;
  if (!token.scope) {
    return missing;
  }
  const std::vector<std::string> granted = split_words(*token.scope);
  std::copy_if(requested.begin(), requested.end(), std::back_inserter(missing),
               [&granted](const auto& scope) {
                 return std::find(granted.begin(), granted.end(), scope) == granted.end();
               });
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
