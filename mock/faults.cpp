#include "faults.hpp"

#include <algorithm>
#include <charconv>

namespace goto_mock_auth {
namespace {

constexpr unsigned kMaxSeconds = 3600;
constexpr std::string_view kSeconds = "SECONDS";

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

const FaultSpec& spec_of(std::string_view name) {
  const auto& specs = fault_specs();
  const auto found =
      std::find_if(specs.begin(), specs.end(), [name](const auto& spec) { return spec.name == name; });
  if (found != specs.end()) {
    return *found;
  }
  std::string known;
  for (const FaultSpec& spec : specs) {
    known += (known.empty() ? "" : ", ") + std::string(spec.name);
  }
  throw std::invalid_argument("unknown fault '" + std::string(name) + "'; the kinds are " + known);
}

std::string checked_value(const FaultSpec& spec, std::string_view value) {
  const auto refuse = [&spec](const std::string& reason) {
    throw std::invalid_argument("fault '" + std::string(spec.name) + "' " + reason);
  };
  if (spec.value_name.empty()) {
    refuse("takes no value");
  }
  if (value.empty()) {
    refuse("lacks its value after '='");
  }
  if (spec.value_name == kSeconds && parse_number(value).value_or(kMaxSeconds + 1) > kMaxSeconds) {
    refuse("takes whole seconds from 0 to " + std::to_string(kMaxSeconds));
  }
  return std::string(value);
}

}  // namespace

const std::vector<FaultSpec>& fault_specs() {
  using enum FaultKind;
  constexpr auto kToken = FaultPoint::TokenEndpoint;
  constexpr auto kAuthorize = FaultPoint::AuthorizationResponse;
  static const std::vector<FaultSpec> specs = {
      {InvalidClient, kToken, "invalid_client", "", "", "401 with error invalid_client"},
      {UnauthorizedClient, kToken, "unauthorized_client", "", "", "403 with error unauthorized_client"},
      {InvalidGrant, kToken, "invalid_grant", "", "", "400 with error invalid_grant"},
      {ErrorCode, kToken, "error", "CODE", "server_error", "400 with any error code"},
      {Escape, kToken, "escape", "", "", "400 with terminal escapes in error_description"},
      {InternalServerError, kToken, "500", "", "", "500 with a page"},
      {ServiceUnavailable, kToken, "503", kSeconds, "1", "503 with Retry-After"},
      {TooManyRequests, kToken, "429", kSeconds, "1", "429 with Retry-After"},
      {Redirect, kToken, "redirect", "", "", "302 to another path of this server"},
      {Html, kToken, "html", "", "", "200 with a page"},
      {NotJson, kToken, "not-json", "", "", "200 with JSON cut in the middle"},
      {NotAnObject, kToken, "not-an-object", "", "", "200 with a JSON array"},
      {Empty, kToken, "empty", "", "", "200 without a body"},
      {Empty400, kToken, "empty-400", "", "", "400 without a body"},
      {Empty401, kToken, "empty-401", "", "", "401 without a body"},
      {Huge, kToken, "huge", "", "", "200 with 8 MiB of JSON"},
      {GzipBomb, kToken, "gzip-bomb", "", "", "200 with 64 KB of gzip that become 64 MiB of JSON"},
      {HangUp, kToken, "hang-up", "", "", "closes the connection without an answer"},
      {Slow, kToken, "slow", kSeconds, "60", "the true answer, after a wait"},
      {Dribble, kToken, "dribble", kSeconds, "60", "the true answer, its body spread over the time"},
      {Truncated, kToken, "truncated", "", "", "the true answer, closed in the middle of the body"},
      {NoAccessToken, kToken, "no-access-token", "", "", "a token response without access_token"},
      {EmptyAccessToken, kToken, "empty-access-token", "", "", "access_token is the empty string"},
      {ControlToken, kToken, "control-token", "", "", "access_token holds a line feed and an escape"},
      {NoTokenType, kToken, "no-token-type", "", "", "a token response without token_type"},
      {BadTokenType, kToken, "bad-token-type", "", "", "token_type is mac"},
      {LowerBearer, kToken, "lower-bearer", "", "", "token_type is bearer"},
      {NumericString, kToken, "numeric-string", "", "", "expires_in is a string"},
      {NoExpiresIn, kToken, "no-expires-in", "", "", "a token response without expires_in"},
      {LessScope, kToken, "less-scope", "", "", "the last scope asked for isn't granted"},
      {NoScope, kToken, "no-scope", "", "", "a token response without scope"},
      {ErrorRedirect, kAuthorize, "error-redirect", "CODE", "server_error", "redirects with this error"},
      {EscapeRedirect, kAuthorize, "escape-redirect", "", "",
       "redirects with terminal escapes and HTML in the error"},
      {WrongState, kAuthorize, "wrong-state", "", "", "redirects with another state"},
      {MissingState, kAuthorize, "missing-state", "", "", "redirects without state"},
      {MissingCode, kAuthorize, "missing-code", "", "", "redirects with neither code nor error"},
      {EmptyCode, kAuthorize, "empty-code", "", "", "redirects with an empty code"},
      {WrongIss, kAuthorize, "wrong-iss", "", "", "redirects with the iss of another server"},
  };
  return specs;
}

Fault parse_fault(std::string_view text) {
  Fault fault;
  if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    fault.remaining = parse_number(text.substr(colon + 1));
    if (fault.remaining.value_or(0) == 0) {
      throw std::invalid_argument("the count in fault '" + std::string(text) + "' is not a number from 1 on");
    }
    text = text.substr(0, colon);
  }
  const std::size_t equals = text.find('=');
  const FaultSpec& spec = spec_of(text.substr(0, equals));
  fault.kind = spec.kind;
  fault.point = spec.point;
  fault.value = equals == std::string_view::npos ? std::string(spec.default_value)
                                                 : checked_value(spec, text.substr(equals + 1));
  return fault;
}

std::optional<Fault> FaultPlan::take(FaultPoint point) {
  const std::lock_guard lock(mutex_);
  const auto next = std::find_if(faults_.begin(), faults_.end(), [point](const Fault& fault) {
    return fault.point == point && fault.remaining != 0U;
  });
  if (next == faults_.end()) {
    return std::nullopt;
  }
  if (next->remaining) {
    --*next->remaining;
  }
  return *next;
}

}  // namespace goto_mock_auth
