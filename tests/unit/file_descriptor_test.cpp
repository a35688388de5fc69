#include "goto_token/io/file_descriptor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <future>
#include <type_traits>

#include "support/captured_output.hpp"

namespace goto_token {
namespace {

bool is_open_in_process(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

TEST(FileDescriptor, IsNoneUnlessGivenOne) {
  const FileDescriptor none;
  EXPECT_EQ(none.number(), -1);
  EXPECT_FALSE(none.is_open());
}

TEST(FileDescriptor, IsClosedWithItsOwner) {
  int number = -1;
  {
    const Pipe pipe = make_pipe();
    number = pipe.read_end.number();
    EXPECT_TRUE(pipe.read_end.is_open());
    EXPECT_TRUE(is_open_in_process(number));
  }
  EXPECT_FALSE(is_open_in_process(number));
}

TEST(FileDescriptor, CanBeClosedEarlyAndTwice) {
  Pipe pipe = make_pipe();
  const int number = pipe.read_end.number();
  pipe.read_end.close();
  EXPECT_FALSE(is_open_in_process(number));
  EXPECT_EQ(pipe.read_end.number(), -1);
  pipe.read_end.close();
  EXPECT_FALSE(pipe.read_end.is_open());
}

TEST(FileDescriptor, HasOneOwner) {
  EXPECT_FALSE(std::is_copy_constructible_v<FileDescriptor>);
  EXPECT_FALSE(std::is_copy_assignable_v<FileDescriptor>);
  Pipe pipe = make_pipe();
  const int first = pipe.read_end.number();
  const int second = pipe.write_end.number();
  FileDescriptor owner(std::move(pipe.read_end));
  EXPECT_EQ(owner.number(), first);
  EXPECT_EQ(pipe.read_end.number(), -1);  // NOLINT(bugprone-use-after-move): the point
  owner = std::move(pipe.write_end);
  EXPECT_EQ(owner.number(), second);
  EXPECT_FALSE(is_open_in_process(first)) << "what it had before is closed";
  FileDescriptor& itself = owner;
  owner = std::move(itself);
  EXPECT_TRUE(is_open_in_process(second));
}

TEST(RetryInterrupted, RepeatsACallUntilNoSignalInterruptsIt) {
  int calls = 0;
  EXPECT_EQ(retry_interrupted([&calls] {
              errno = EINTR;
              return ++calls < 3 ? -1 : 7;
            }),
            7);
  EXPECT_EQ(calls, 3);
}

TEST(RetryInterrupted, RepeatsNoOtherFailure) {
  int calls = 0;
  EXPECT_EQ(retry_interrupted([&calls] {
              errno = EIO;
              ++calls;
              return -1;
            }),
            -1);
  EXPECT_EQ(errno, EIO);
  EXPECT_EQ(calls, 1);
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

TEST(WriteAll, TellsThatThePipeHasNoReader) {
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
