#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace goto_token {

/// The FNV-1a hash of 64 bits (draft-eastlake-fnv). Quick, and no protection from an attacker.
/// @param hash that of the text before this one.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text,
                                            std::uint64_t hash = 0xCBF29CE484222325) noexcept {
  constexpr std::uint64_t kPrime = 0x100000001B3;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  }
  return hash;
}

/// The number in 16 hexadecimal digits.
[[nodiscard]] inline std::string to_hex(std::uint64_t number) {
  std::array<char, 17> digits = {};
  std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(number));
  return digits.data();
}

}  // namespace goto_token
