#include "goto_token/config/grants.hpp"

#include <array>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::array kGrants = {Grant::AuthorizationCode, Grant::PersonalAccessToken, Grant::RefreshToken,
                                Grant::ClientCredentials};

}  // namespace

std::optional<Grant> parse_grant(std::string_view name) noexcept {
  for (const Grant grant : kGrants) {
    if (name == name_of(grant)) {
      return grant;
    }
  }
  return std::nullopt;
}

std::string_view name_of(Grant grant) noexcept {
  switch (grant) {
    case Grant::PersonalAccessToken:
      return "personal-access-token";
    case Grant::RefreshToken:
      return "refresh-token";
    case Grant::ClientCredentials:
      return "client-credentials";
    default:
      return "authorization-code";
  }
}

std::string grant_names() {
  return join_words(kGrants, ", ", name_of);
}

}  // namespace goto_token
