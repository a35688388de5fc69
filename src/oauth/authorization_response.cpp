#include "goto_token/oauth/authorization_response.hpp"

#include <optional>
#include <utility>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using Ignored = IgnoredAuthorizationResponse;
using Reason = IgnoredAuthorizationResponse::Reason;

/// The first value of a parameter that has one, decoded; empty for none.
std::string find_value(std::string_view query, std::string_view name) {
  auto values = form_decode_values(query, name, query.size());
  std::erase(values, "");
  return values.empty() ? "" : std::move(values.front());
}

/// Decodes the state alone, so that a flood of long wrong responses does not delay the right one.
std::optional<Ignored> find_state_mismatch(std::string_view query, const Secret& expected) {
  const auto states = form_decode_values(query, "state", expected.reveal().size());
  if (states.size() > 1) {
    return Ignored{Reason::RepeatedState};
  }
  if (states.empty() || states.front().empty()) {
    return Ignored{find_value(query, "error").empty() ? Reason::NoState : Reason::ErrorWithoutState};
  }
  if (!expected.equals(states.front())) {
    return Ignored{Reason::WrongState};
  }
  return std::nullopt;
}

/// The parameters that count: one without a value is treated as if it were omitted (RFC 6749 §3.1). Not so
/// an issuer, which an attacker could hide so: it is not the expected one (RFC 9207 §2.4).
FormParameters decode_parameters(std::string_view query) {
  FormParameters response = form_decode(query);
  std::erase_if(response,
                [](const auto& parameter) { return parameter.second.empty() && parameter.first != "iss"; });
  return response;
}

std::optional<Ignored> find_malformation(const FormParameters& response) {
  if (find_repeated_parameter(response)) {
    return Ignored{Reason::RepeatedParameter};
  }
  const auto code = find_parameter(response, "code");
  const auto error = find_parameter(response, "error");
  if (!code && !error) {
    return Ignored{Reason::NeitherCodeNorError};
  }
  if (code && error) {
    return Ignored{Reason::CodeAndError};
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
      return *ignored;
    }
    const FormParameters response = decode_parameters(query);
    if (auto ignored = find_malformation(response)) {
      return *ignored;
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

std::string_view describe(Reason reason) noexcept {
  switch (reason) {
    case Reason::NoState:
      return "it has no state";
    case Reason::ErrorWithoutState:
      return "it has an error without a state, which cannot be verified";
    case Reason::RepeatedState:
      return "it has more than one state";
    case Reason::WrongState:
      return "its state is not the one of this run";
    case Reason::TooManyParameters:
      return "it has too many parameters to look for a state";
    case Reason::RepeatedParameter:
      return "it repeats a parameter";
    case Reason::CodeAndError:
      return "it has both a code and an error";
    case Reason::NeitherCodeNorError:
      break;
  }
  return "it has neither a code nor an error";
}

AuthorizationErrorResponse read_unverified_error(std::string_view query, const Secret& state) {
  const auto redacted = [&](std::string_view name) {
    std::string text = redact(find_value(query, name), state.reveal());
    for (const std::string& code : form_decode_values(query, "code", query.size())) {
      text = redact(std::move(text), code);
    }
    return text;
  };
  return {redacted("error"), redacted("error_description")};
}

}  // namespace goto_token
