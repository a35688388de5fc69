#include "goto_token/base/secret.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

namespace goto_token {
namespace {

using namespace std::string_view_literals;

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

template <typename T>
concept Comparable = requires(const T& value, const T& other) {
  value == other;
};

TEST(Secret, CannotBeCopiedPrintedOrComparedByAccident) {
  EXPECT_FALSE(std::is_copy_constructible_v<Secret>);
  EXPECT_FALSE(std::is_copy_assignable_v<Secret>);
  EXPECT_FALSE((std::is_convertible_v<std::string_view, Secret>));
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
  EXPECT_FALSE(Printable<Secret>);
  EXPECT_FALSE(Comparable<Secret>);
}

TEST(Secret, RevealsItsValueWhenAsked) {
  EXPECT_EQ(Secret("s3cret").reveal(), "s3cret");
  EXPECT_EQ(Secret("a\0b"sv).reveal(), "a\0b"sv);
  EXPECT_EQ(Secret().reveal(), "");
}

TEST(Secret, KnowsWhetherItHasAValue) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret("").empty());
  EXPECT_FALSE(Secret("x").empty());
}

TEST(Secret, LeavesNothingBehindWhenMoved) {
  Secret first("a value");
  const char* const bytes = first.reveal().data();
  Secret second(std::move(first));
  EXPECT_EQ(second.reveal(), "a value");
  EXPECT_EQ(second.reveal().data(), bytes) << "the bytes were copied";
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move): the point
  Secret third("replaced");
  third = std::move(second);
  EXPECT_EQ(third.reveal(), "a value");
  EXPECT_EQ(third.reveal().data(), bytes) << "the bytes were copied";
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move): the point
}

TEST(Secret, SurvivesAMoveToItself) {
  Secret secret("a value");
  Secret& itself = secret;
  secret = std::move(itself);
  EXPECT_EQ(secret.reveal(), "a value");
}

TEST(Secret, EqualsItsValueOnly) {
  const Secret secret("value");
  EXPECT_TRUE(secret.equals("value"));
  for (const auto other : {""sv, "Value"sv, "valuE"sv, "valu"sv, "values"sv, "value\0"sv}) {
    EXPECT_FALSE(secret.equals(other)) << testing::PrintToString(other);
  }
  EXPECT_TRUE(Secret().equals(""));
  EXPECT_FALSE(Secret().equals("x"));
}

TEST(Secret, IsClonedIntoBytesOfItsOwn) {
  const Secret secret("value");
  const Secret clone = secret.clone();
  EXPECT_EQ(clone.reveal(), "value");
  EXPECT_NE(clone.reveal().data(), secret.reveal().data());
}

}  // namespace
}  // namespace goto_token
