#include "shape_members.hpp"

#include <array>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

constexpr int kOtherEntraError = 50000;
constexpr int kRefreshTokenLifetime = 1800;  // seconds; what it is in a new realm

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, sizeof "2026-01-31 23:59:59Z"> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%SZ", &parts);
  return {text.data(), size};
}

}  // namespace

void add_entra_token_members(nlohmann::json& members, std::chrono::seconds lifetime) {
  members["ext_expires_in"] = lifetime.count();
}

void change_entra_device_members(nlohmann::json& members) {
  members.erase("verification_uri_complete");
  members["message"] = "To sign in, open " + members.at("verification_uri").get<std::string>() +
                       " in a web browser and enter the code " + members.at("user_code").get<std::string>();
}

void change_entra_metadata(nlohmann::json& members) {
  for (const char* const name : {"grant_types_supported", "code_challenge_methods_supported"}) {
    members.erase(name);
  }
  members["tenant_region_scope"] = nullptr;
}

void change_entra_error(nlohmann::json& members, int number) {
  const int code = number == 0 ? kOtherEntraError : number;
  const std::string time = utc_now();
  const std::string trace_id = random_uuid();
  const std::string correlation_id = random_uuid();
  members["error_description"] =
      "AADSTS" + std::to_string(code) + ": " + members.at("error_description").get<std::string>() +
      " Trace ID: " + trace_id + " Correlation ID: " + correlation_id + " Timestamp: " + time;
  members["error_codes"] = {code};
  members["timestamp"] = time;
  members["trace_id"] = trace_id;
  members["correlation_id"] = correlation_id;
  members["error_uri"] = "https://login.microsoftonline.com/error?code=" + std::to_string(code);
}

void change_google_device_members(nlohmann::json& members) {
  members["verification_url"] = members.at("verification_uri");
  members.erase("verification_uri");
  members.erase("verification_uri_complete");
}

void add_keycloak_token_members(nlohmann::json& members, std::chrono::seconds /*lifetime*/) {
  const bool offline = members.at("scope").get<std::string>().find("offline_access") != std::string::npos;
  members["refresh_expires_in"] = members.contains("refresh_token") && !offline ? kRefreshTokenLifetime : 0;
  members["not-before-policy"] = 0;
  members["session_state"] = random_uuid();
}

void change_keycloak_metadata(nlohmann::json& members) {
  nlohmann::json aliases = nlohmann::json::object();
  for (const char* const name : {"token_endpoint", "revocation_endpoint", "introspection_endpoint",
                                 "device_authorization_endpoint", "pushed_authorization_request_endpoint"}) {
    aliases[name] = members.at(name);
  }
  members["mtls_endpoint_aliases"] = aliases;
}

}  // namespace goto_mock_auth
