#include "goto_token/base/http_message.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

TEST(HttpMessage, FindsAHeaderWhateverItsCase) {
  const HttpHeaders headers = {{"content-TYPE", "a"}, {"Retry-After", ""}, {"Content-Type", "b"}};
  for (const auto* const name : {"Content-Type", "content-type", "CONTENT-TYPE"}) {
    EXPECT_EQ(find_header(headers, name), "a") << name;
  }
  EXPECT_EQ(find_header(headers, "retry-after"), "");
}

TEST(HttpMessage, FindsNoHeaderThatIsNotThere) {
  EXPECT_EQ(find_header({}, "Date"), std::nullopt);
  EXPECT_EQ(find_header({{"Dates", "x"}, {"Dat", "y"}}, "Date"), std::nullopt);
}

}  // namespace
}  // namespace goto_token
