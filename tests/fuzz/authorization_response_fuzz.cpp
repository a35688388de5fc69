// Feeds the redirect's query any bytes and compares the verdict with that of a second implementation, which
// counts instead of searching. An AuthorizationCode is the prize: it must be given to nothing but the one
// right shape.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "goto_token/oauth/authorization_response.hpp"
#include "support/form_oracle.hpp"
#include "support/require.hpp"

namespace {

using goto_token::AuthorizationCode;
using goto_token::AuthorizationError;
using goto_token::AuthorizationErrorResponse;
using goto_token::AuthorizationResponse;
using goto_token::FinalResponse;
using goto_token::IgnoredAuthorizationResponse;
using goto_token::IssuerMismatch;
using goto_token::validate_authorization_response;
using goto_token::fuzz::require;

constexpr std::string_view kState = "s+1";  // short enough to be guessed by a fuzzer, and in need of encoding
const std::vector<std::string> kIssuers = {"https://a.example", "https://b.example"};

enum class Verdict { Code, ErrorResponse, IssuerMismatch, IssuerMissing, StateMismatch, Malformed };

/// All values of each name.
using Values = std::map<std::string, std::vector<std::string>>;

/// What counts of them: a parameter without a value is as if it were omitted, unless it is the issuer.
void drop_empty(Values& values) {
  for (auto& [name, of_name] : values) {
    if (name != "iss") {
      std::erase(of_name, "");
    }
  }
}

Verdict judge_plainly(Values values, const std::vector<std::string>& issuers, bool iss_required) {
  if (values["state"] != std::vector<std::string>{std::string(kState)}) {
    return Verdict::StateMismatch;
  }
  drop_empty(values);
  if (std::any_of(values.begin(), values.end(), [](const auto& entry) { return entry.second.size() > 1; })) {
    return Verdict::Malformed;
  }
  const auto& code = values["code"];
  const auto& error = values["error"];
  if (code.size() + error.size() != 1) {
    return Verdict::Malformed;
  }
  const auto& iss = values["iss"];
  if (iss.empty() && iss_required) {
    return Verdict::IssuerMissing;
  }
  if (iss.size() == 1 && !issuers.empty() && std::count(issuers.begin(), issuers.end(), iss[0]) == 0) {
    return Verdict::IssuerMismatch;
  }
  return code.size() == 1 ? Verdict::Code : Verdict::ErrorResponse;
}

Verdict verdict_of(const AuthorizationError& error) {
  if (std::holds_alternative<AuthorizationErrorResponse>(error)) {
    return Verdict::ErrorResponse;
  }
  return std::holds_alternative<IssuerMismatch>(error) ? Verdict::IssuerMismatch : Verdict::IssuerMissing;
}

Verdict verdict_of(const AuthorizationResponse& response) {
  if (const auto* const ignored = std::get_if<IgnoredAuthorizationResponse>(&response)) {
    return ignored->reason < IgnoredAuthorizationResponse::Reason::RepeatedParameter ? Verdict::StateMismatch
                                                                                     : Verdict::Malformed;
  }
  const auto* const error = std::get_if<AuthorizationError>(&std::get<FinalResponse>(response));
  return error == nullptr ? Verdict::Code : verdict_of(*error);
}

std::string only(const std::vector<std::string>& values) {
  return values.empty() ? "" : values.front();
}

std::string without(std::string text, const std::string& secret) {
  constexpr std::size_t kShortest = 4;
  std::size_t at = 0;
  while (secret.size() >= kShortest && (at = text.find(secret)) != std::string::npos) {
    text = text.substr(0, at) + "…" + text.substr(at + secret.size());
  }
  return text;
}

/// Without the state and the code, which a server may repeat in its words.
std::string shown(std::string text, Values& values) {
  return without(without(std::move(text), std::string(kState)), only(values["code"]));
}

/// An error without a state is the first one that is not empty, with no state and no code in it.
void require_unverified_error(const std::string& query, Values values) {
  drop_empty(values);
  const auto expected = [&values](const std::string& name) {
    std::string text = without(only(values[name]), std::string(kState));
    for (const std::string& code : values["code"]) {
      text = without(std::move(text), code);
    }
    return text;
  };
  const auto response = goto_token::read_unverified_error(query, goto_token::Secret(kState));
  require(response.error == expected("error"), "an unverified error is the one that was sent");
  require(response.description == expected("error_description"),
          "an unverified description is the one that was sent");
}

void require_contents(const AuthorizationError& error, Values& values) {
  if (const auto* const response = std::get_if<AuthorizationErrorResponse>(&error)) {
    require(response->error == shown(only(values["error"]), values), "the error is the one that was sent");
    require(response->description == shown(only(values["error_description"]), values),
            "the description is the one that was sent");
  } else if (const auto* const mismatch = std::get_if<IssuerMismatch>(&error)) {
    require(mismatch->iss == shown(only(values["iss"]), values), "the iss is the one that was sent");
  }
}

void require_contents(const AuthorizationResponse& response, Values& values) {
  if (std::holds_alternative<IgnoredAuthorizationResponse>(response)) {
    return;
  }
  drop_empty(values);
  const auto& final = std::get<FinalResponse>(response);
  if (const auto* const code = std::get_if<AuthorizationCode>(&final)) {
    require(code->value().reveal() == only(values["code"]), "the code is the one that was sent, decoded");
    require(!code->value().empty(), "a code is never empty");
  } else {
    require_contents(std::get<AuthorizationError>(final), values);
  }
}

void check(const std::string& query, const std::vector<std::string>& issuers, bool iss_required) {
  Values values;
  for (const auto& [name, value] : goto_token::fuzz::decode_form_plainly(query)) {
    values[name].push_back(value);
  }
  const goto_token::Secret state(kState);
  const AuthorizationResponse response =
      validate_authorization_response(query, {state, issuers, iss_required});
  require(verdict_of(response) == judge_plainly(values, issuers, iss_required),
          "both implementations agree on the verdict");
  require_unverified_error(query, values);
  require_contents(response, values);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string query(data, data + size);
  check(query, {}, false);
  // The right state in front: what passes that gate must still be checked for all else.
  check("state=s%2B1&" + query, kIssuers, false);
  check("state=s%2B1&" + query, kIssuers, true);
  return 0;
}
