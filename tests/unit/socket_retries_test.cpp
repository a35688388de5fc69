#include "goto_token/io/socket_retries.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace goto_token {
namespace {

TEST(SocketRetries, AllowEveryCallThatWouldBlock) {
  SocketRetries retries;
  for (int i = 0; i < 2 * SocketRetries::kMost; ++i) {
    EXPECT_TRUE(retries.allow(EAGAIN));
    EXPECT_TRUE(retries.allow(EINTR));
  }
}

TEST(SocketRetries, AllowSomeFailuresThatTellNothingAboutTheConnection) {
  SocketRetries retries;
  for (int i = 0; i < SocketRetries::kMost; ++i) {
    EXPECT_TRUE(retries.allow(i % 2 == 0 ? ENOMEM : EIO));
  }
  EXPECT_FALSE(retries.allow(ENOMEM));
  EXPECT_FALSE(retries.allow(EIO));
  EXPECT_TRUE(retries.allow(EAGAIN));
}

TEST(SocketRetries, AllowNothingWhenTheConnectionIsGone) {
  SocketRetries retries;
  for (const int error_number : {ECONNRESET, EPIPE, ETIMEDOUT, ENOTCONN, EBADF, ECONNABORTED, EHOSTUNREACH,
                                 ENETUNREACH, ENETDOWN, ECONNREFUSED}) {
    EXPECT_FALSE(retries.allow(error_number)) << error_number;
  }
}

}  // namespace
}  // namespace goto_token
