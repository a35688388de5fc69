#include "goto_token/io/terminal.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <future>

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

TEST(WriteAll, WritesAllHoweverManyWritesItTakes) {
  Pipe pipe = make_pipe();
  const std::string text(1'000'000, 'x');  // a pipe takes 64 KiB at a time
  auto reading = std::async(std::launch::async, [&pipe] { return read_to_end(pipe.read_end); });
  EXPECT_EQ(write_all(pipe.write_end.number(), text), 0);
  pipe.write_end.close();
  EXPECT_EQ(reading.get(), text);
}

TEST(WriteAll, WritesNothingOfNothing) {
  EXPECT_EQ(write_all(-1, ""), 0);
}

TEST(WriteAll, TellsThatNobodyReadsAnyMore) {
  auto* const before = std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe = make_pipe();
  pipe.read_end.close();
  EXPECT_EQ(write_all(pipe.write_end.number(), "x"), EPIPE);
  std::signal(SIGPIPE, before);
}

TEST(WriteAll, TellsThatTheDescriptorIsClosed) {
  EXPECT_EQ(write_all(-1, "x"), EBADF);
}

TEST(WriteAll, TellsThatTheDeviceIsFull) {
  const FileDescriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full.is_open());
  EXPECT_EQ(write_all(full.number(), "x"), ENOSPC);
}

}  // namespace
}  // namespace goto_token
