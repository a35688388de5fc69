#include "tokens.hpp"

#include <nlohmann/json.hpp>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::size_t kSignatureOctets = 256;  // of an RS256 signature with a 2048-bit key
constexpr std::size_t kSessionOctets = 300;    // fills up to the size of GoTo's tokens
constexpr std::size_t kOpaqueOctets = 48;

std::string make_jwt(const nlohmann::json& payload) {
  const nlohmann::json header = {{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "mock"}};
  return base64url(json_text(header)) + "." + base64url(json_text(payload)) + "." +
         random_token(kSignatureOctets);
}

nlohmann::json common_claims(const Context& context, const std::string& principal) {
  const Settings& settings = context.settings;
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  return {{"iss", context.issuer},
          {"sub", principal.empty() ? settings.client.id : principal},
          {"iat", now.count()},
          {"exp", (now + settings.access_token_lifetime).count()}};
}

// One audience as a string, more of them as an array (RFC 7519 §4.1.3).
nlohmann::json audience_claim(const Settings& settings, const std::vector<std::string>& audience) {
  if (audience.empty()) {
    return settings.shape->default_audience.empty() ? settings.client.id
                                                    : std::string(settings.shape->default_audience);
  }
  return audience.size() == 1 ? nlohmann::json(audience.front()) : nlohmann::json(audience);
}

}  // namespace

std::string make_access_token(const Context& context, const Granting& granting) {
  const Access& access = granting.access;
  switch (context.settings.shape->access_tokens) {
    case AccessTokens::Opaque:
      return random_token(kOpaqueOctets);
    case AccessTokens::JwtForAudience:
      if (access.audience.empty()) {
        return random_token(kOpaqueOctets);
      }
      break;
    case AccessTokens::Jwt:
      break;
  }
  nlohmann::json claims = common_claims(context, granting.grant->principal);
  claims["aud"] = audience_claim(context.settings, access.audience);
  claims["jti"] = random_token(16);
  claims["scope"] = scope_text(access.scope);
  claims["session"] = random_token(kSessionOctets);
  return make_jwt(claims);
}

std::string make_id_token(const Context& context, const std::string& principal) {
  nlohmann::json claims = common_claims(context, principal);
  claims["aud"] = context.settings.client.id;
  claims["email"] = principal;
  return make_jwt(claims);
}

}  // namespace goto_mock_auth
