#include "access_token.hpp"

#include <nlohmann/json.hpp>

#include "crypto.hpp"
#include "http.hpp"

namespace goto_mock_auth {

std::string make_access_token(const AccessTokenClaims& claims) {
  constexpr std::size_t kSignatureOctets = 256;  // of an RS256 signature with a 2048-bit key
  constexpr std::size_t kSessionOctets = 300;    // fills up to the size of the real ones
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  const nlohmann::json header = {{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "mock"}};
  nlohmann::json payload = {{"iss", claims.issuer},
                            {"aud", claims.client_id},
                            {"sub", claims.principal.empty() ? claims.client_id : claims.principal},
                            {"iat", now.count()},
                            {"exp", (now + claims.lifetime).count()},
                            {"jti", random_token(16)},
                            {"scope", scope_text(claims.scope)},
                            {"session", random_token(kSessionOctets)}};
  return base64url(json_text(header)) + "." + base64url(json_text(payload)) + "." +
         random_token(kSignatureOctets);
}

}  // namespace goto_mock_auth
