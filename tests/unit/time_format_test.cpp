#include "goto_token/base/time_format.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace goto_token {
namespace {

using namespace std::chrono_literals;

// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110 §5.6.7.
constexpr std::chrono::sys_seconds kExample{784111777s};

TEST(FormatRfc3339, WritesUtcInSeconds) {  // RFC 3339 §5.6
  EXPECT_EQ(format_rfc3339(std::chrono::sys_seconds{1769903999s}), "2026-01-31T23:59:59Z");
  EXPECT_EQ(format_rfc3339(std::chrono::sys_seconds{0s}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_rfc3339(std::chrono::sys_seconds{951782400s}), "2000-02-29T00:00:00Z");
  EXPECT_EQ(format_rfc3339(std::chrono::sys_seconds{4102444799s}), "2099-12-31T23:59:59Z");
}

TEST(HttpDate, ReadsTheExampleOfTheSpecification) {  // RFC 9110 §5.6.7
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), kExample);
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), std::chrono::sys_seconds{0s});
}

TEST(HttpDate, TakesNothingElse) {
  for (const auto* const value :
       {"", "now", "784111777", "1994-11-06T08:49:37Z", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", " Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT"}) {
    EXPECT_EQ(parse_http_date(value), std::nullopt) << value;
  }
}

TEST(RetryAfter, TakesWholeSeconds) {  // RFC 9110 §10.2.3
  EXPECT_EQ(parse_retry_after("120", kExample), 120s);
  EXPECT_EQ(parse_retry_after("0", kExample), 0s);
  EXPECT_EQ(parse_retry_after(" \t007 ", kExample), 7s);
}

TEST(RetryAfter, TakesMoreSecondsThanFitForVeryMany) {
  EXPECT_EQ(parse_retry_after("99999999999999999999999999", kExample),
            std::chrono::seconds(std::numeric_limits<std::int64_t>::max()));
}

TEST(RetryAfter, TakesADate) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kExample - 5s), 5s);
  EXPECT_EQ(parse_retry_after("Fri, 31 Dec 1999 23:59:59 GMT", std::chrono::sys_seconds{946684790s}), 9s);
  EXPECT_EQ(parse_retry_after("Thu, 29 Feb 2024 00:00:00 GMT", std::chrono::sys_seconds{1709164799s}), 1s);
}

TEST(RetryAfter, NeedsNoWaitForADateThatHasPassed) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kExample), 0s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kExample + 1h), 0s);
}

TEST(RetryAfter, TakesNothingElse) {
  for (const auto* const value :
       {"", " ", "soon", "-1", "+1", "1.5", "1s", "5 5", "0x5", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 30 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun, 06 Nov 94x 08:49:37 GMT"}) {
    EXPECT_EQ(parse_retry_after(value, kExample), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace goto_token
