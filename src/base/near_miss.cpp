#include "goto_token/base/near_miss.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

// Far more than the longest name has. The time of a comparison grows with the square of it.
constexpr std::size_t kLongestCompared = 64;

using Row = std::array<std::size_t, kLongestCompared + 1>;

/// The name in lower case and without separators.
std::string letters_of(std::string_view name) {
  std::string letters = ascii_lower(name);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-' || c == '.'; });
  return letters;
}

}  // namespace

std::size_t edit_distance(std::string_view one, std::string_view other) {
  const std::size_t longer = std::max(one.size(), other.size());
  if (longer > kLongestCompared) {
    return longer;
  }
  Row before = {};  // of the character before the last one; a swap reaches back to it
  Row last = {};
  Row row = {};
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, row[j - 1] + 1, last[j] + 1});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = std::exchange(last, row);
  }
  return last[other.size()];
}

std::optional<std::string> find_nearest(std::string_view typed, const std::vector<std::string>& names,
                                        std::size_t most_edits) {
  constexpr std::size_t kCharactersPerEdit = 3;  // fewer would make any short word near to any other
  if (typed.size() > kLongestCompared) {
    return std::nullopt;
  }
  const std::string letters = letters_of(typed);
  std::optional<std::string> nearest;
  std::size_t shortest = most_edits + 1;
  for (const std::string& name : names) {
    const std::string known = letters_of(name);
    const std::size_t distance = edit_distance(letters, known);
    if (distance < shortest && distance <= std::min(letters.size(), known.size()) / kCharactersPerEdit) {
      shortest = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::optional<std::string> find_abbreviated(std::string_view typed, const std::vector<std::string>& names) {
  constexpr std::size_t kFewest = 3;
  const std::string letters = letters_of(typed);
  std::optional<std::string> found;
  for (const std::string& name : names) {
    if (letters.size() < kFewest || !letters_of(name).starts_with(letters)) {
      continue;
    }
    if (found) {
      return std::nullopt;
    }
    found = name;
  }
  return found;
}

bool is_same_name(std::string_view one, std::string_view other) {
  return letters_of(one) == letters_of(other);
}

}  // namespace goto_token
