#include "goto_token/base/error.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

namespace goto_token {
namespace {

TEST(Error, ExitCodesKeepTheirNumbers) {
  EXPECT_EQ(static_cast<int>(ExitCode::Success), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::Failure), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::Usage), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::Configuration), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::AuthorizationFailed), 4);
  EXPECT_EQ(static_cast<int>(ExitCode::TimedOut), 5);
  EXPECT_EQ(static_cast<int>(ExitCode::TokenRefused), 6);
  EXPECT_EQ(static_cast<int>(ExitCode::Network), 7);
  EXPECT_EQ(static_cast<int>(ExitCode::CannotListen), 8);
}

TEST(Error, SaysWhatFailedAndWhatToDo) {
  EXPECT_EQ(failure_of([]() -> int { throw Error(ExitCode::Usage, "what", "hint"); }),
            (Failure{ExitCode::Usage, "what", "hint"}));
}

TEST(Error, TakesAnotherHintOnlyWhereItHasNone) {
  EXPECT_EQ(Error(ExitCode::Usage, "what", "hint").hint_or("other"), "hint");
  EXPECT_EQ(Error(ExitCode::Usage, "what").hint_or("other"), "other");
}

TEST(Error, StaysWhatItIsWithAHint) {
  const Error error = Error(ExitCode::Network, "what").passing().or_hint("hint");
  EXPECT_TRUE(error.may_pass());
  EXPECT_EQ(failure_of([&]() -> int { throw error.or_hint("other"); }),
            (Failure{ExitCode::Network, "what", "hint"}));
}

TEST(Error, MayPassOnlyWhereThatWasSaid) {
  const Error error(ExitCode::Network, "what", "hint");
  EXPECT_FALSE(error.may_pass());
  EXPECT_TRUE(error.passing().may_pass());
  EXPECT_EQ(failure_of([&]() -> int { throw error.passing(); }),
            (Failure{ExitCode::Network, "what", "hint"}));
}

TEST(Error, MayKnowNoHint) {
  EXPECT_EQ(failure_of([]() -> int { throw Error(ExitCode::Network, "what"); }),
            (Failure{ExitCode::Network, "what", ""}));
}

}  // namespace
}  // namespace goto_token
