#include <array>

#include "goto_token/base/near_miss.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/config/keys.hpp"

namespace goto_token {
namespace {

// In lower case, because proxy variables are read in either case.
constexpr auto kEnvironmentOnly = std::to_array<std::string_view>(
    {"https_proxy", "http_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "browser",
     "no_color", "xdg_config_home", "xdg_state_home"});

}  // namespace

bool begins_like_key(std::string_view name) {
  constexpr std::string_view kPrefix = "oauth_";
  return ascii_lower(name.substr(0, kPrefix.size())) == kPrefix;
}

std::optional<std::string> find_similar_key(std::string_view name) {
  constexpr std::size_t kMostEdits = 1;  // other programs have keys that differ in two
  if (is_known_key(name) || is_environment_only(name)) {
    return std::nullopt;
  }
  std::vector<std::string> names = {std::string(kCredentialHelperVariable)};
  for (const Key& key : all_keys()) {
    names.emplace_back(key.name);
    if (key.kind == KeyKind::Secret) {
      names.push_back(file_form(key.name));
    }
  }
  return find_nearest(name, names, kMostEdits);
}

bool is_environment_only(std::string_view name) {
  const std::string lower = ascii_lower(name);
  return contains(kEnvironmentOnly, lower) || lower == ascii_lower(kCredentialHelperVariable);
}

bool may_hold_secret(std::string_view name) {
  const Key* const key = find_key(name);
  return key != nullptr && (key->kind == KeyKind::Secret || key->kind == KeyKind::TokenParameters);
}

}  // namespace goto_token
