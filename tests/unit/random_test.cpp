#include "goto_token/io/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace goto_token {
namespace {

TEST(Random, FillsEveryOctet) {
  std::array<std::byte, 32> ones = {};
  ones.fill(std::byte{0xFF});
  std::array<std::byte, 32> octets = {};
  std::array<std::byte, 32> seen = {};
  for (int draw = 0; draw < 64; ++draw) {
    fill_random(octets);
    std::transform(octets.begin(), octets.end(), seen.begin(), seen.begin(), std::bit_or<>());
  }
  // Each bit stays zero through 64 draws once in 2^64 times.
  EXPECT_EQ(seen, ones);
}

TEST(Random, NeverRepeatsItself) {
  std::set<std::array<std::byte, 32>> seen;
  std::array<std::byte, 32> octets = {};
  for (int draw = 0; draw < 1000; ++draw) {
    fill_random(octets);
    EXPECT_TRUE(seen.insert(octets).second);
  }
}

TEST(Random, TouchesNothingOutside) {
  std::array<std::byte, 12> octets = {};
  fill_random(std::span(octets).subspan(4, 4));
  fill_random({});
  EXPECT_TRUE(std::all_of(octets.begin(), octets.begin() + 4, [](std::byte b) { return b == std::byte{0}; }));
  EXPECT_TRUE(std::all_of(octets.end() - 4, octets.end(), [](std::byte b) { return b == std::byte{0}; }));
}

}  // namespace
}  // namespace goto_token
