#include "goto_token/doctor/checks.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using Status = Check::Status;

constexpr const char* kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::chrono::sys_seconds kTime{784111777s};

TEST(ClockCheck, AcceptsAMinuteOfDifference) {
  EXPECT_EQ(check_clock(kDate, kTime).message, "the same as the service's");
  EXPECT_EQ(check_clock(kDate, kTime + 60s).status, Status::Ok);
  EXPECT_EQ(check_clock(kDate, kTime - 60s).status, Status::Ok);
}

TEST(ClockCheck, WarnsOfMore) {
  EXPECT_EQ(check_clock(kDate, kTime + 61s).status, Status::Warning);
  EXPECT_EQ(check_clock(kDate, kTime + 61s).message, "61 s ahead of the service's");
  EXPECT_EQ(check_clock(kDate, kTime - 61s).status, Status::Warning);
  EXPECT_EQ(check_clock(kDate, kTime - 61s).message, "61 s behind the service's");
}

TEST(ClockCheck, NeedsADateThatCanBeRead) {
  EXPECT_EQ(check_clock(std::nullopt, kTime).status, Status::Skip);
  EXPECT_EQ(check_clock("today", kTime).status, Status::Skip);
}

}  // namespace
}  // namespace goto_token
