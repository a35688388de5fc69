#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/config/keys.hpp"

namespace goto_token {
namespace {

// In lower case, because proxy variables are read in either case.
constexpr auto kEnvironmentOnly = std::to_array<std::string_view>(
    {"https_proxy", "http_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "browser",
     "no_color", "xdg_config_home", "xdg_state_home", "oauth_credential_helper"});

/// The name in lower case and without separators.
std::string letters_of(std::string_view name) {
  std::string letters = ascii_lower(name);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-' || c == '.'; });
  return letters;
}

// Far more than the longest key has. The time of a comparison grows with the square of it.
constexpr std::size_t kLongestCompared = 64;

/// How many letters must be inserted, deleted, replaced or swapped with their neighbour to change one text
/// into the other (the optimal string alignment distance).
/// @param other at most kLongestCompared bytes.
std::size_t edit_distance(std::string_view one, std::string_view other) {
  using Row = std::array<std::size_t, kLongestCompared + 1>;
  Row two_above = {};
  Row above = {};
  Row row = {};
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    two_above = std::exchange(above, row);
    row[0] = i + 1;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t replaced = above[j] + (one[i] == other[j] ? 0 : 1);
      row[j + 1] = std::min({replaced, above[j + 1] + 1, row[j] + 1});
      if (i > 0 && j > 0 && one[i] == other[j - 1] && one[i - 1] == other[j]) {
        row[j + 1] = std::min(row[j + 1], two_above[j - 1] + 1);
      }
    }
  }
  return row.at(other.size());
}

}  // namespace

std::optional<std::string> find_similar_key(std::string_view name) {
  constexpr std::size_t kMostEdits = 1;  // other programs have keys that differ in two
  if (is_known_key(name) || is_environment_only(name) || name.size() > kLongestCompared) {
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
  compare("OAUTH_CREDENTIAL_HELPER");
  for (const Key& key : all_keys()) {
    compare(std::string(key.name));
    if (key.kind == KeyKind::Secret) {
      compare(file_form(key.name));
    }
  }
  return similar;
}

bool is_environment_only(std::string_view name) {
  return contains(kEnvironmentOnly, ascii_lower(name));
}

}  // namespace goto_token
