#include "goto_token/app/grant.hpp"

namespace goto_token {

std::optional<Grant> parse_grant(std::string_view name) noexcept {
  if (name == "authorization-code") {
    return Grant::AuthorizationCode;
  }
  if (name == "personal-access-token") {
    return Grant::PersonalAccessToken;
  }
  if (name == "refresh-token") {
    return Grant::RefreshToken;
  }
  if (name == "client-credentials") {
    return Grant::ClientCredentials;
  }
  return std::nullopt;
}

}  // namespace goto_token
