#include "goto_token/oauth/own_parameters.hpp"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace goto_token {
namespace {

constexpr auto kOfAuthorizationRequest =
    std::to_array<std::string_view>({"response_type", "client_id", "redirect_uri", "scope", "state",
                                     "code_challenge", "code_challenge_method", "request_uri"});

/// Of every form: no endpoint has a use of its own for one of them.
constexpr auto kOfForms = std::to_array<std::string_view>(
    {"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge",
     "code_challenge_method", "grant_type", "code", "code_verifier", "refresh_token", "pat", "device_code",
     "token", "token_type_hint", "client_secret", "client_assertion", "client_assertion_type"});

std::optional<std::string> find_any(const Url& endpoint, std::span<const std::string_view> own,
                                    const FormParameters& further) {
  std::vector<std::string_view> names(own.begin(), own.end());
  for (const auto& [name, value] : further) {
    names.push_back(name);
  }
  for (const std::string_view name : names) {
    if (!form_decode_values(endpoint.query, name, 0).empty()) {
      return std::string(name);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_own_parameter(const Url& authorization_endpoint,
                                              const FormParameters& further) {
  return find_any(authorization_endpoint, kOfAuthorizationRequest, further);
}

std::optional<std::string> find_own_form_parameter(const Url& endpoint, const FormParameters& further) {
  return find_any(endpoint, kOfForms, further);
}

}  // namespace goto_token
