#include "goto_token/io/wait.hpp"

#include <gtest/gtest.h>

#include "support/captured_output.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

pollfd readable(const Pipe& pipe) {
  return {.fd = pipe.read_end.number(), .events = POLLIN, .revents = 0};
}

TEST(WaitFor, SeesAnEventThatCameBeforeTheDeadlineHadPassed) {
  const Pipe pipe = make_pipe();
  write_all(pipe.write_end.number(), "x");
  EXPECT_TRUE(wait_for(readable(pipe), wait_with_poll, Clock::now() - 1s));
}

TEST(WaitFor, LooksOnceMoreWhenTheDeadlinePassedDuringAWaitThatSawNothing) {
  const Pipe pipe = make_pipe();
  write_all(pipe.write_end.number(), "x");
  int waits = 0;
  const Wait wait = [&waits](std::span<pollfd> events, Deadline deadline) {
    if (waits++ == 0) {  // as poll(2) does when the process was stopped and goes on
      wait_with_poll({}, deadline);
    } else {
      wait_with_poll(events, deadline);
    }
  };
  EXPECT_TRUE(wait_for(readable(pipe), wait, Clock::now() + 5ms));
  EXPECT_EQ(waits, 2);
}

TEST(WaitFor, EndsAtTheDeadlineWhenNothingComes) {
  const Pipe pipe = make_pipe();
  EXPECT_FALSE(wait_for(readable(pipe), wait_with_poll, Clock::now() + 5ms));
  EXPECT_FALSE(wait_for(readable(pipe), wait_with_poll, Clock::now() - 1s));
}

}  // namespace
}  // namespace goto_token
