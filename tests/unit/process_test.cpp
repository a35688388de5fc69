#include "goto_token/io/process.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "support/captured_output.hpp"

namespace goto_token {
namespace {

// All of this changes the process for good, so each runs in a child.
class ProcessDeathTest : public testing::Test {
 protected:
  ProcessDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

[[noreturn]] void raise_after_set_up(int signal_number) {
  end_on_signals();
  std::raise(signal_number);
  std::_Exit(0);
}

TEST_F(ProcessDeathTest, SignalsEndItWith128AndTheSignalsNumber) {
  EXPECT_EXIT(raise_after_set_up(SIGINT), testing::ExitedWithCode(130), "");
  EXPECT_EXIT(raise_after_set_up(SIGTERM), testing::ExitedWithCode(143), "");
  EXPECT_EXIT(raise_after_set_up(SIGHUP), testing::ExitedWithCode(129), "");
}

TEST_F(ProcessDeathTest, LeavesSighupIgnoredForNohup) {
  EXPECT_EXIT(
      {
        std::signal(SIGHUP, SIG_IGN);
        raise_after_set_up(SIGHUP);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(ProcessDeathTest, HearsSignalsThatTheParentBlocked) {
  EXPECT_EXIT(
      {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
        raise_after_set_up(SIGTERM);
      },
      testing::ExitedWithCode(143), "");
}

TEST_F(ProcessDeathTest, HearsSigintThatTheParentIgnored) {
  EXPECT_EXIT(
      {
        std::signal(SIGINT, SIG_IGN);  // as a shell does for what it starts in the background
        raise_after_set_up(SIGINT);
      },
      testing::ExitedWithCode(130), "");
}

TEST_F(ProcessDeathTest, MakesABrokenPipeAWriteError) {
  EXPECT_EXIT(
      {
        end_on_signals();
        Pipe pipe = make_pipe();
        pipe.read_end.close();
        const ssize_t count = ::write(pipe.write_end.number(), "x", 1);
        std::_Exit(count < 0 && errno == EPIPE ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(ProcessDeathTest, MakesAFileThatMayNotGrowAWriteError) {
  EXPECT_EXIT(
      {
        end_on_signals();
        const rlimit nothing = {};
        ::setrlimit(RLIMIT_FSIZE, &nothing);
        const FileDescriptor file(::memfd_create("file", 0));
        const ssize_t count = ::write(file.number(), "x", 1);
        std::_Exit(count < 0 && errno == EFBIG ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(ProcessDeathTest, HidesItsMemoryFromOthers) {
  EXPECT_EXIT(
      {
        forbid_core_dumps();
        std::_Exit(::prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

bool is_null_device(int fd) {
  struct stat status = {};
  struct stat null_device = {};
  return ::fstat(fd, &status) == 0 && ::stat("/dev/null", &null_device) == 0 &&
         status.st_rdev == null_device.st_rdev;
}

TEST_F(ProcessDeathTest, OpensTheNullDeviceOnClosedStandardDescriptors) {
  EXPECT_EXIT(
      {
        ::close(STDIN_FILENO);
        ::close(STDOUT_FILENO);
        ::close(STDERR_FILENO);
        fill_standard_descriptors();
        const bool filled = is_null_device(0) && is_null_device(1) && is_null_device(2);
        const bool result_fails = ::write(STDOUT_FILENO, "x", 1) < 0;
        const bool messages_vanish = ::write(STDERR_FILENO, "x", 1) == 1;
        std::_Exit(filled && result_fails && messages_vanish ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(ProcessDeathTest, LeavesOpenStandardDescriptorsAlone) {
  EXPECT_EXIT(
      {
        const Pipe pipe = make_pipe();
        ::dup2(pipe.write_end.number(), STDOUT_FILENO);
        ::close(STDIN_FILENO);
        fill_standard_descriptors();
        std::_Exit(is_null_device(0) && ::write(STDOUT_FILENO, "x", 1) == 1 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace goto_token
