#include "goto_token/config/keys.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <vector>

#include "goto_token/base/text.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/config/key_readers.hpp"

namespace goto_token {
namespace {

constexpr auto kKeys = std::to_array<Key>({
    {.name = "OAUTH_CLIENT_ID", .read = read_client_id},
    {.name = "OAUTH_CLIENT_SECRET",
     .kind = KeyKind::Secret,
     .unset = "a public client",
     .read = read_client_secret},
    {.name = "OAUTH_CLIENT_AUTH", .unset = "auto", .read = read_client_authentication},
    {.name = "OAUTH_SERVICE_URL",
     .kind = KeyKind::ServerUrl,
     .unset = kDefaultServiceUrl,
     .read = read_service_url},
    {.name = "OAUTH_AUTHORIZATION_ENDPOINT",
     .kind = KeyKind::ServerUrl,
     .unset = "from the service URL or the issuer",
     .read = read_authorization_endpoint},
    {.name = "OAUTH_TOKEN_ENDPOINT",
     .kind = KeyKind::ServerUrl,
     .unset = "from the service URL or the issuer",
     .read = read_token_endpoint},
    {.name = "OAUTH_REVOCATION_ENDPOINT",
     .kind = KeyKind::ServerUrl,
     .unset = "from the service URL, if the tokens come from there, or the issuer",
     .read = read_revocation_endpoint},
    {.name = "OAUTH_ISSUER", .kind = KeyKind::ServerUrl, .read = read_issuer},
    {.name = "OAUTH_GRANT", .option = "--grant", .unset = "authorization-code", .read = read_grant},
    {.name = "OAUTH_PERSONAL_ACCESS_TOKEN", .kind = KeyKind::Secret, .read = read_grant_secret},
    {.name = "OAUTH_REFRESH_TOKEN", .kind = KeyKind::Secret, .read = read_grant_secret},
    {.name = "OAUTH_PROFILE", .option = "--profile", .unset = "default", .read = read_profile},
    {.name = "OAUTH_REDIRECT_URI", .unset = kDefaultRedirectUri, .read = read_redirect_uri},
    {.name = "OAUTH_SCOPE", .option = "--scope", .unset = "the server's default", .read = read_scopes},
    {.name = "OAUTH_TIMEOUT", .option = "--timeout", .unset = "300 seconds", .read = read_timeout},
    {.name = "OAUTH_CA_FILE",
     .kind = KeyKind::CertificatesFile,
     .option = "--ca-file",
     .unset = "the system's certificates",
     .read = read_ca_file},
});

// In lower case, because proxy variables are read in either case.
constexpr auto kEnvironmentOnly = std::to_array<std::string_view>(
    {"https_proxy", "http_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "browser",
     "no_color", "xdg_config_home", "xdg_state_home"});

constexpr std::string_view kFileForm = "_FILE";

const Key* find_key(std::string_view name) noexcept {
  const auto* const found =
      std::find_if(kKeys.begin(), kKeys.end(), [name](const Key& key) { return key.name == name; });
  return found == kKeys.end() ? nullptr : found;
}

/// The name in lower case and without separators.
std::string letters_of(std::string_view name) {
  std::string letters = ascii_lower(name);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-' || c == '.'; });
  return letters;
}

// Far more than the longest key has. The time of a comparison grows with the square of it.
constexpr std::size_t kLongestCompared = 64;

/// The Levenshtein distance: how many letters must be inserted, deleted or replaced to change one text into
/// the other.
/// @param other at most kLongestCompared bytes.
std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::array<std::size_t, kLongestCompared + 1> row = {};
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.at(other.size());
}

}  // namespace

std::span<const Key> all_keys() noexcept {
  return kKeys;
}

bool is_known_key(std::string_view name) {
  return find_key(name) != nullptr ||
         (name.ends_with(kFileForm) && is_secret_key(name.substr(0, name.size() - kFileForm.size())));
}

bool is_secret_key(std::string_view name) {
  const Key* const key = find_key(name);
  return key != nullptr && key->kind == KeyKind::Secret;
}

std::optional<std::string> find_similar_key(std::string_view name) {
  constexpr std::size_t kMostEdits = 2;
  if (is_known_key(name) || name.size() > kLongestCompared) {
    return std::nullopt;
  }
  const std::string letters = letters_of(name);
  std::size_t shortest = kMostEdits + 1;
  std::optional<std::string> similar;
  const auto compare = [&](const std::string& known) {
    const std::size_t distance = edit_distance(letters, letters_of(known));
    if (distance < shortest) {
      shortest = distance;
      similar = known;
    }
  };
  for (const Key& key : kKeys) {
    compare(std::string(key.name));
    if (key.kind == KeyKind::Secret) {
      compare(std::string(key.name) + std::string(kFileForm));
    }
  }
  return similar;
}

bool is_environment_only(std::string_view name) {
  return contains(kEnvironmentOnly, ascii_lower(name));
}

}  // namespace goto_token
