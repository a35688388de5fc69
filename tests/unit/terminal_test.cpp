#include "goto_token/io/terminal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/captured_output.hpp"

namespace goto_token {
namespace {

TEST(Terminal, IsAPseudoTerminalAndNotAPipe) {
  const FileDescriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(terminal.is_open());
  EXPECT_TRUE(is_terminal(terminal.number()));
  const Pipe pipe = make_pipe();
  EXPECT_FALSE(is_terminal(pipe.write_end.number()));
  EXPECT_FALSE(is_terminal(-1));
}

}  // namespace
}  // namespace goto_token
