#include "goto_token/io/process.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "support/captured_output.hpp"

namespace goto_token {
namespace {

// All of this changes the process for good, so each runs in a child.
class ProcessDeathTest : public testing::Test {
 protected:
  ProcessDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

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
