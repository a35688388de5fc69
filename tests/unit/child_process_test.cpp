#include "goto_token/io/child_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <stdexcept>

#include "goto_token/io/file_descriptor.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using Result = std::variant<ChildExit, ChildFailure>;

constexpr std::size_t kLongest = 16UL * 1024 * 1024;
// Only stops a hang.
constexpr std::chrono::seconds kHang{60};

Command shell(const std::string& script) {
  return {.program = "/bin/sh", .arguments = {"sh", "-c", script}, .environment = {"PATH=/usr/bin:/bin"}};
}

Result run(const std::string& script, std::string_view input = {}, Clock::duration time = kHang,
           std::size_t longest = kLongest) {
  return run_child(shell(script), input, {.deadline = Clock::now() + time, .longest_output = longest},
                   wait_with_poll);
}

const ChildExit& exit_of(const Result& result) {
  const auto* const exit = std::get_if<ChildExit>(&result);
  if (exit == nullptr) {
    throw std::runtime_error("it was not run to its end");
  }
  return *exit;
}

std::string output_of(const std::string& script, std::string_view input = {}) {
  const Result result = run(script, input);
  EXPECT_EQ(exit_of(result).exit_status, 0) << script;
  return std::string(exit_of(result).output.reveal());
}

void expect_failure(const Result& result, ChildFailure::Kind kind, int error_number = 0) {
  const auto* const failure = std::get_if<ChildFailure>(&result);
  ASSERT_NE(failure, nullptr);
  EXPECT_EQ(failure->kind, kind);
  EXPECT_EQ(failure->error_number, error_number);
}

/// Begins without children: other tests may have left some that have ended.
class ChildProcess : public testing::Test {
 protected:
  void SetUp() override {
    while (::waitpid(-1, nullptr, 0) > 0) {
    }
  }
};

bool has_children() {
  return ::waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD;
}

TEST_F(ChildProcess, GetsItsInputAndGivesItsOutput) {
  EXPECT_EQ(output_of("cat", "a secret\n"), "a secret\n");
  EXPECT_EQ(output_of("cat"), "");
  EXPECT_EQ(output_of("echo \"$HOME[$PATH]\""), "[/usr/bin:/bin]\n");
  EXPECT_FALSE(has_children());
}

TEST_F(ChildProcess, TellsItsExitStatus) {
  const Result result = run("echo out; echo err >&2; exit 3");
  EXPECT_EQ(exit_of(result).exit_status, 3);
  EXPECT_EQ(exit_of(result).signal_number, 0);
  EXPECT_EQ(exit_of(result).output.reveal(), "out\n");
}

TEST_F(ChildProcess, TellsTheSignalThatEndedIt) {
  const Result result = run("kill -TERM $$");
  EXPECT_EQ(exit_of(result).exit_status, 0);
  EXPECT_EQ(exit_of(result).signal_number, SIGTERM);
}

TEST_F(ChildProcess, TellsItsExitStatusWhereOurParentHadSigchldIgnored) {
  struct sigaction ignored = {};
  struct sigaction before = {};
  struct sigaction after = {};
  ignored.sa_handler = SIG_IGN;
  ::sigaction(SIGCHLD, &ignored, &before);
  const Result result = run("exit 3");
  ::sigaction(SIGCHLD, &before, &after);
  EXPECT_EQ(exit_of(result).exit_status, 3);
  EXPECT_EQ(after.sa_handler, SIG_IGN);
}

TEST_F(ChildProcess, TakesMuchInputWhileItGivesMuchOutput) {
  const std::string input(3'000'000, 'x');
  EXPECT_EQ(output_of("cat", input), input);
  EXPECT_EQ(output_of("head -c 2000000 /dev/zero | tr '\\0' y; cat", input),
            std::string(2'000'000, 'y') + input);
}

TEST_F(ChildProcess, NeedNotReadItsInput) {
  const std::string input(1'000'000, 'x');
  EXPECT_EQ(output_of("echo done", input), "done\n");
  EXPECT_EQ(output_of("exec <&-; echo done", input), "done\n");
  EXPECT_EQ(output_of("head -c 1", input), "x");
}

TEST_F(ChildProcess, MayCloseItsOutputAndGoOn) {
  const TemporaryFolder folder;
  const std::string file = folder.path("late");
  EXPECT_EQ(output_of("echo early; exec >&-; cat >'" + file + "'", "input"), "early\n");
  EXPECT_EQ(folder.read("late"), "input");
}

TEST_F(ChildProcess, IsNotWaitedForLongerThanItRuns) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo(folder.path("go-on").c_str(), 0600), 0);
  // What it leaves running holds its output open.
  EXPECT_EQ(output_of("read -r x <'" + folder.path("go-on") + "' & echo done"), "done\n");
  const FileDescriptor go_on(::open(folder.path("go-on").c_str(), O_WRONLY | O_CLOEXEC));  // once it reads
  EXPECT_EQ(write_all(go_on.number(), "x\n"), 0);
}

TEST_F(ChildProcess, IsKilledAtTheDeadline) {
  const TemporaryFolder folder;
  expect_failure(run("echo $$ >'" + folder.path("pid") + "'; echo partial; exec sleep 1000", "input",
                     std::chrono::milliseconds(300)),
                 ChildFailure::Kind::TimedOut);
  EXPECT_FALSE(has_children());
}

TEST_F(ChildProcess, IsKilledWhenItsOutputIsTooLong) {
  expect_failure(run("exec cat /dev/zero", {}, kHang, 100'000), ChildFailure::Kind::TooLong);
  EXPECT_FALSE(has_children());
  EXPECT_EQ(exit_of(run("printf 12345", {}, kHang, 5)).output.reveal(), "12345");
  expect_failure(run("printf 123456", {}, kHang, 5), ChildFailure::Kind::TooLong);
}

TEST_F(ChildProcess, IsKilledWhenTheWaitThrows) {
  const ChildLimits limits{.deadline = Clock::now() + kHang, .longest_output = kLongest};
  const Wait wait = [](std::span<pollfd> /*events*/, Deadline /*deadline*/) {
    throw std::runtime_error("no");
  };
  EXPECT_THROW(static_cast<void>(run_child(shell("exec sleep 1000"), {}, limits, wait)), std::runtime_error);
  EXPECT_FALSE(has_children());
}

TEST_F(ChildProcess, TellsWhyItCannotBeStarted) {
  const TemporaryFolder folder;
  const ChildLimits limits{.deadline = Clock::now() + kHang, .longest_output = kLongest};
  const auto start = [&limits](const std::string& program) {
    return run_child({.program = program, .arguments = {"x"}, .environment = {}}, "input", limits,
                     wait_with_poll);
  };
  expect_failure(start(folder.path("missing")), ChildFailure::Kind::NotStarted, ENOENT);
  expect_failure(start(folder.write("plain", "#!/bin/sh\n")), ChildFailure::Kind::NotStarted, EACCES);
  expect_failure(start(folder.write("broken", "#!/no/such/interpreter\n", 0700)),
                 ChildFailure::Kind::NotStarted, ENOENT);
  EXPECT_FALSE(has_children());
}

TEST_F(ChildProcess, HoldsNoneOfOurDescriptors) {
  const TemporaryFolder folder;
  std::array<int, 2> inherited = {};       // on purpose without close-on-exec
  ASSERT_EQ(::pipe(inherited.data()), 0);  // NOLINT(android-cloexec-pipe)
  const FileDescriptor read_end(inherited[0]);
  const FileDescriptor write_end(inherited[1]);
  const std::string descriptors = output_of("ls -l /proc/$$/fd; true");
  EXPECT_NE(descriptors.find(" 2 -> /dev/null\n"), std::string::npos) << descriptors;
  EXPECT_EQ(descriptors.find(" 3 -> "), std::string::npos) << descriptors;
}

TEST_F(ChildProcess, LeavesNoDescriptorOpen) {
  const auto count = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = count();
  static_cast<void>(run("cat", "input"));
  static_cast<void>(run("exec sleep 1000", {}, std::chrono::milliseconds(1)));
  EXPECT_EQ(count(), before);
}

TEST_F(ChildProcess, RunsInASessionOfItsOwnWithTheDefaultSignals) {
  EXPECT_NE(output_of("cut -d' ' -f6 /proc/$$/stat"), std::to_string(::getsid(0)) + "\n");
  // SIGPIPE is ignored here, and a shell cannot change what was ignored when it began.
  EXPECT_EQ(exit_of(run("kill -PIPE $$; echo ignored")).signal_number, SIGPIPE);
}

}  // namespace
}  // namespace goto_token
