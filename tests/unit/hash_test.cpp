#include "goto_token/base/hash.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

TEST(Fnv1a, ReproducesTheExamplesOfItsSpecification) {  // draft-eastlake-fnv, appendix C
  EXPECT_EQ(fnv1a(""), 0xCBF29CE484222325);
  EXPECT_EQ(fnv1a("a"), 0xAF63DC4C8601EC8C);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171F73967E8);
  EXPECT_EQ(fnv1a("bar", fnv1a("foo")), 0x85944171F73967E8);
}

TEST(ToHex, HasAlwaysSixteenDigits) {
  EXPECT_EQ(to_hex(0), "0000000000000000");
  EXPECT_EQ(to_hex(0x85944171F73967E8), "85944171f73967e8");
}

}  // namespace
}  // namespace goto_token
