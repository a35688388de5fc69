#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "fault_tables.hpp"

namespace goto_mock_auth {
namespace {

std::chrono::seconds seconds(const std::string& value) {
  return std::chrono::seconds(std::stoi(value));
}

MembersChange without(const char* member) {
  return [member](nlohmann::json& members) { members.erase(member); };
}

MembersChange with(const char* member, const char* value) {
  return [member, value](nlohmann::json& members) { members[member] = value; };
}

// A verification_uri, and the complete one below it.
MembersChange verification_uri(const std::string& uri) {
  return [uri](nlohmann::json& members) {
    members["verification_uri"] = uri;
    members["verification_uri_complete"] = uri + "?user_code=" + members.at("user_code").get<std::string>();
  };
}

}  // namespace

std::vector<FaultKind> token_response_faults() {
  return {
      {.name = "slow",
       .meaning = "the true response, after a wait",
       .effect = BadDelivery([](const auto& value) { return Delivery{.hold = seconds(value)}; }),
       .value_name = kSeconds,
       .default_value = "60"},
      {.name = "dribble",
       .meaning = "the true response, spread over the time",
       .effect = BadDelivery([](const auto& value) { return Delivery{.dribble = seconds(value)}; }),
       .value_name = kSeconds,
       .default_value = "60"},
      {.name = "truncated",
       .meaning = "the true response, closed in the middle of the body",
       .effect = BadDelivery([](const auto&) { return Delivery{.truncate = true}; })},
      {.name = "no-access-token",
       .meaning = "a token response without access_token",
       .effect = without("access_token")},
      {.name = "empty-access-token",
       .meaning = "access_token is the empty string",
       .effect = with("access_token", "")},
      {.name = "control-token",
       .meaning = "access_token holds a line feed and an escape",
       .effect = with("access_token", "token\n\x1b[31mwith control characters")},
      {.name = "no-token-type",
       .meaning = "a token response without token_type",
       .effect = without("token_type")},
      {.name = "bad-token-type", .meaning = "token_type is mac", .effect = with("token_type", "mac")},
      {.name = "lower-bearer", .meaning = "token_type is bearer", .effect = with("token_type", "bearer")},
      {.name = "numeric-string",
       .meaning = "expires_in is a string",
       .effect = MembersChange([](nlohmann::json& members) {
         if (members.contains("expires_in")) {
           members["expires_in"] = members["expires_in"].dump();
         }
       })},
      {.name = "no-expires-in", .meaning = "a response without expires_in", .effect = without("expires_in")},
      {.name = "less-scope", .meaning = "the last scope asked for isn't granted", .effect = LessScope()},
      {.name = "no-scope", .meaning = "a token response without scope", .effect = without("scope")},
  };
}

std::vector<FaultKind> device_response_faults() {
  return {
      {.name = "no-device-code",
       .meaning = "a response without device_code",
       .effect = without("device_code")},
      {.name = "no-user-code", .meaning = "a response without user_code", .effect = without("user_code")},
      {.name = "no-verification-uri",
       .meaning = "a response without verification_uri",
       .effect = without("verification_uri")},
      {.name = "no-complete-uri",
       .meaning = "a response without verification_uri_complete",
       .effect = without("verification_uri_complete")},
      {.name = "no-interval", .meaning = "a response without interval", .effect = without("interval")},
      {.name = "javascript-uri",
       .meaning = "both verification URIs are a script",
       .effect = verification_uri("javascript:alert(1)")},
      {.name = "file-uri",
       .meaning = "both verification URIs name a file",
       .effect = verification_uri("file:///etc/passwd")},
      {.name = "escape-uri",
       .meaning = "both verification URIs hold terminal escapes",
       .effect = verification_uri(std::string("https://verify.example/") + kTerminalEscapes)},
      {.name = "escape-user-code",
       .meaning = "user_code holds terminal escapes",
       .effect = with("user_code", kTerminalEscapes)},
  };
}

std::vector<FaultKind> par_response_faults() {
  return {
      {.name = "no-request-uri",
       .meaning = "a response without request_uri",
       .effect = without("request_uri")},
      {.name = "empty-request-uri",
       .meaning = "request_uri is the empty string",
       .effect = with("request_uri", "")},
      {.name = "escape-request-uri",
       .meaning = "request_uri holds terminal escapes",
       .effect = with("request_uri", kTerminalEscapes)},
      {.name = "unknown-request-uri",
       .meaning = "request_uri is one that the server doesn't know",
       .effect = with("request_uri", "urn:ietf:params:oauth:request_uri:unknown")},
  };
}

}  // namespace goto_mock_auth
