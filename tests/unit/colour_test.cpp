#include "goto_token/io/colour.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/captured_output.hpp"

namespace goto_token {
namespace {

TEST(Colour, IsShownOnATerminalUnlessItIsDumbOrColourIsTurnedOff) {
  const FileDescriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(terminal.is_open());
  EXPECT_TRUE(shows_colour(terminal.number(), "", "xterm"));
  EXPECT_TRUE(shows_colour(terminal.number(), "", ""));
  EXPECT_FALSE(shows_colour(terminal.number(), "", "dumb"));
  EXPECT_FALSE(shows_colour(terminal.number(), "1", "xterm"));
}

TEST(Colour, IsNotShownElsewhere) {
  const Pipe pipe = make_pipe();
  EXPECT_FALSE(shows_colour(pipe.write_end.number(), "", "xterm"));
  EXPECT_FALSE(shows_colour(-1, "", "xterm"));
}

TEST(Colour, IsABoldOneAndEndsBehindTheText) {
  EXPECT_EQ(paint("ok", Colour::Green), "\x1b[1;32mok\x1b[0m");
  EXPECT_EQ(paint("warning", Colour::Yellow), "\x1b[1;33mwarning\x1b[0m");
  EXPECT_EQ(paint("fail", Colour::Red), "\x1b[1;31mfail\x1b[0m");
}

}  // namespace
}  // namespace goto_token
