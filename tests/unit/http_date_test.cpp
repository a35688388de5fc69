#include "goto_token/base/http_date.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using namespace std::chrono_literals;

TEST(HttpDate, ReadsTheExampleOfTheSpecification) {  // RFC 9110 §5.6.7
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), std::chrono::sys_seconds{784111777s});
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), std::chrono::sys_seconds{0s});
}

TEST(HttpDate, TakesNothingElse) {
  for (const auto* const value :
       {"", "now", "784111777", "1994-11-06T08:49:37Z", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", " Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT"}) {
    EXPECT_EQ(parse_http_date(value), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace goto_token
