#include "goto_token/config/key_names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr auto kKeys = std::to_array<std::string_view>(
    {"OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_CLIENT_SECRET_FILE", "OAUTH_SERVICE_URL",
     "OAUTH_REDIRECT_URI", "OAUTH_SCOPE", "OAUTH_AUTHORIZATION_ENDPOINT", "OAUTH_TOKEN_ENDPOINT",
     "OAUTH_REVOCATION_ENDPOINT", "OAUTH_ISSUER", "OAUTH_CLIENT_AUTH", "OAUTH_PERSONAL_ACCESS_TOKEN",
     "OAUTH_PERSONAL_ACCESS_TOKEN_FILE", "OAUTH_REFRESH_TOKEN", "OAUTH_REFRESH_TOKEN_FILE", "OAUTH_GRANT",
     "OAUTH_PROFILE", "OAUTH_CA_FILE", "OAUTH_TIMEOUT"});

// In lower case: proxies are known in either.
constexpr auto kEnvironmentOnly = std::to_array<std::string_view>(
    {"https_proxy", "http_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "browser",
     "no_color", "xdg_config_home", "xdg_state_home"});

template <typename Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// In lower case and without what stands between the words.
std::string letters_of(std::string_view name) {
  std::string letters = ascii_lower(name);
  letters.erase(
      std::remove_if(letters.begin(), letters.end(), [](char c) { return c == '_' || c == '-' || c == '.'; }),
      letters.end());
  return letters;
}

// No key is half as long, and the comparison takes the square of it.
constexpr std::size_t kLongestCompared = 64;

/// How many letters have to be put in, taken out or changed to make one text the other (Levenshtein).
/// @param other of kLongestCompared bytes at most.
std::size_t count_slips(std::string_view one, std::string_view other) {
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

bool is_known_key(std::string_view name) {
  return is_one_of(kKeys, name);
}

bool is_secret_key(std::string_view name) {
  return is_one_of(kSecretKeys, name);
}

std::optional<std::string_view> find_similar_key(std::string_view name) {
  constexpr std::size_t kMostSlips = 2;
  if (is_known_key(name) || name.size() > kLongestCompared) {
    return std::nullopt;
  }
  const std::string letters = letters_of(name);
  std::size_t fewest = kMostSlips + 1;
  std::optional<std::string_view> similar;
  for (const std::string_view key : kKeys) {
    const std::size_t slips = count_slips(letters, letters_of(key));
    if (slips < fewest) {
      fewest = slips;
      similar = key;
    }
  }
  return similar;
}

bool is_environment_only(std::string_view name) {
  return is_one_of(kEnvironmentOnly, ascii_lower(name));
}

}  // namespace goto_token
