#include "goto_token/oauth/principal.hpp"

#include <initializer_list>
#include <optional>
#include <string_view>

#include "goto_token/base/encoding.hpp"

namespace goto_token {
namespace {

std::string find_first(const JsonObject& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto* const text = find_member<std::string>(object, name);
    if (text != nullptr && !text->empty()) {
      return *text;
    }
  }
  return {};
}

/// The claims of a JWT (RFC 7519 §3): the second of its three parts.
std::optional<JsonObject> parse_claims(std::string_view jwt) {
  const std::size_t begin = jwt.find('.');
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  jwt.remove_prefix(begin + 1);
  const auto claims = base64url_decode(jwt.substr(0, jwt.find('.')));
  return claims ? parse_json_object(*claims) : std::nullopt;
}

}  // namespace

std::string find_principal(const JsonObject& response) {
  std::string principal = find_first(response, {"principal"});
  const auto* const id_token = find_member<std::string>(response, "id_token");
  if (principal.empty() && id_token != nullptr) {
    if (const auto claims = parse_claims(*id_token)) {
      principal = find_first(*claims, {"email", "preferred_username", "name", "sub"});
    }
  }
  return principal.empty() ? find_first(response, {"sub"}) : principal;
}

}  // namespace goto_token
