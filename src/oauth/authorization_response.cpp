#include "goto_token/oauth/authorization_response.hpp"

#include <optional>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using Ignored = IgnoredAuthorizationResponse;

/// Decodes the state alone, so that a flood of long wrong responses does not delay the right one.
std::optional<Ignored> find_state_mismatch(std::string_view query, const Secret& expected) {
  const auto states = form_decode_values(query, "state", expected.reveal().size());
  if (states.size() != 1) {
    return Ignored{Ignored::Reason::StateMismatch,
                   states.empty() ? "it has no state" : "it has more than one state"};
  }
  if (!expected.equals(states.front())) {
    return Ignored{Ignored::Reason::StateMismatch, "its state is not the one of this run"};
  }
  return std::nullopt;
}

Ignored malformed(std::string why) {
  return {Ignored::Reason::Malformed, std::move(why)};
}

std::optional<Ignored> find_malformation(const FormParameters& response) {
  if (find_repeated_parameter(response)) {
    return malformed("it repeats a parameter");
  }
  const auto code = find_parameter(response, "code");
  const auto error = find_parameter(response, "error");
  if (!code && !error) {
    return malformed("it has neither a code nor an error");
  }
  if (code && error) {
    return malformed("it has both a code and an error");
  }
  if ((code && code->empty()) || (error && error->empty())) {
    return malformed(code ? "its code is empty" : "its error is empty");
  }
  return std::nullopt;
}

/// A parameter's text, with state and code redacted: a server may repeat them.
std::string redact_parameter(std::string_view value, const FormParameters& response) {
  std::string text(value);
  for (const std::string_view secret : {"state", "code"}) {
    text = redact(std::move(text), find_parameter(response, secret).value_or(""));
  }
  return text;
}

std::optional<AuthorizationError> find_issuer_mismatch(const FormParameters& response,
                                                       const ExpectedAuthorizationResponse& expected) {
  const auto iss = find_parameter(response, "iss");
  if (!iss && expected.iss_required) {
    return IssuerMissing{};
  }
  if (!iss || expected.issuers.empty() || contains(expected.issuers, *iss)) {
    return std::nullopt;
  }
  return IssuerMismatch{redact_parameter(*iss, response)};
}

}  // namespace

/// The only maker of an `AuthorizationCode`.
class AuthorizationResponseCheck {
 public:
  static AuthorizationResponse check(std::string_view query, const ExpectedAuthorizationResponse& expected) {
    if (auto ignored = find_state_mismatch(query, expected.state)) {
      return *std::move(ignored);
    }
    const FormParameters response = form_decode(query);
    if (auto ignored = find_malformation(response)) {
      return *std::move(ignored);
    }
    if (auto mismatch = find_issuer_mismatch(response, expected)) {
      return FinalResponse(*std::move(mismatch));
    }
    if (const auto error = find_parameter(response, "error")) {
      const auto description = find_parameter(response, "error_description");
      return FinalResponse(AuthorizationErrorResponse{redact_parameter(*error, response),
                                                      redact_parameter(description.value_or(""), response)});
    }
    return FinalResponse(AuthorizationCode(*find_parameter(response, "code")));
  }
};

AuthorizationResponse validate_authorization_response(std::string_view query,
                                                      const ExpectedAuthorizationResponse& expected) {
  return AuthorizationResponseCheck::check(query, expected);
}

}  // namespace goto_token
