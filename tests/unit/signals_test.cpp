#include "goto_token/io/signals.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/process.hpp"
#include "support/captured_output.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

// All of this changes the process for good, so each runs in a child.
class SignalsDeathTest : public testing::Test {
 protected:
  SignalsDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

[[noreturn]] void raise_after_set_up(int signal_number) {
  end_on_signals();
  std::raise(signal_number);
  std::_Exit(0);
}

TEST_F(SignalsDeathTest, SignalsEndItWith128AndTheSignalsNumber) {
  EXPECT_EXIT(raise_after_set_up(SIGINT), testing::ExitedWithCode(130), "");
  EXPECT_EXIT(raise_after_set_up(SIGTERM), testing::ExitedWithCode(143), "");
  EXPECT_EXIT(raise_after_set_up(SIGHUP), testing::ExitedWithCode(129), "");
}

TEST_F(SignalsDeathTest, LeavesSighupIgnoredForNohup) {
  EXPECT_EXIT(
      {
        std::signal(SIGHUP, SIG_IGN);
        raise_after_set_up(SIGHUP);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(SignalsDeathTest, HearsSignalsThatTheParentBlocked) {
  EXPECT_EXIT(
      {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
        raise_after_set_up(SIGTERM);
      },
      testing::ExitedWithCode(143), "");
}

TEST_F(SignalsDeathTest, HearsSigintThatTheParentIgnored) {
  EXPECT_EXIT(
      {
        std::signal(SIGINT, SIG_IGN);  // as a shell does for what it starts in the background
        raise_after_set_up(SIGINT);
      },
      testing::ExitedWithCode(130), "");
}

TEST_F(SignalsDeathTest, MakesABrokenPipeAWriteError) {
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

TEST_F(SignalsDeathTest, MakesAFileThatMayNotGrowAWriteError) {
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

Line told() {
  return {.fd = STDERR_FILENO, .text = "goto-token: one moment\n"};
}

void say(std::string_view text) {
  write_all(STDERR_FILENO, text);
}

/// The end of a child in which nothing has ended the process.
[[noreturn]] void go_on() {
  say("went on\n");
  std::_Exit(0);
}

/// Waits for a signal to end the process.
[[noreturn]] void wait_for_ever() {
  while (true) {
    ::pause();
  }
}

void set_alarm_action(void (*action)(int)) {
  std::signal(SIGALRM, action);
}

void block(int signal_number) {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, signal_number);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void hold_while_one_comes(int signal_number) {
  end_on_signals();
  {
    const SignalHold hold(told());
    std::raise(signal_number);
    say("stored\n");
  }
  go_on();
}

TEST_F(SignalsDeathTest, AHoldTellsTheFirstSignalAndEndsWithItsStatusWhenReleased) {
  EXPECT_EXIT(hold_while_one_comes(SIGINT), testing::ExitedWithCode(130),
              "^goto-token: one moment\nstored\n$");
  EXPECT_EXIT(hold_while_one_comes(SIGTERM), testing::ExitedWithCode(143),
              "^goto-token: one moment\nstored\n$");
  EXPECT_EXIT(hold_while_one_comes(SIGHUP), testing::ExitedWithCode(129),
              "^goto-token: one moment\nstored\n$");
}

TEST_F(SignalsDeathTest, AHoldWithoutTextWritesNothing) {
  EXPECT_EXIT(
      {
        end_on_signals();
        SignalHold hold({.fd = STDERR_FILENO, .text = ""});
        std::raise(SIGINT);
        hold.release();
        go_on();
      },
      testing::ExitedWithCode(130), "^$");
}

void hold_while_two_come(int first, int second) {
  end_on_signals();
  const SignalHold hold(told());
  std::raise(first);
  std::raise(second);
  go_on();
}

[[noreturn]] void hold_while_one_comes_again(std::chrono::milliseconds later) {
  end_on_signals();
  const SignalHold hold(told(), 1h);
  std::raise(SIGTERM);
  std::this_thread::sleep_for(later);
  std::raise(SIGTERM);
  say("still here\n");
  wait_for_ever();
}

TEST_F(SignalsDeathTest, ARepeatOfTheFirstSignalLeavesAHoldALittleTimeAndALaterOneNone) {
  EXPECT_EXIT(hold_while_one_comes_again(0ms), testing::ExitedWithCode(143),
              "^goto-token: one moment\nstill here\n$");
  EXPECT_EXIT(hold_while_one_comes_again(150ms), testing::ExitedWithCode(143), "^goto-token: one moment\n$");
}

TEST_F(SignalsDeathTest, ASecondSignalEndsAHoldAtOnceWithItsOwnStatus) {
  EXPECT_EXIT(hold_while_two_come(SIGINT, SIGTERM), testing::ExitedWithCode(143),
              "^goto-token: one moment\n$");
  EXPECT_EXIT(hold_while_two_come(SIGTERM, SIGHUP), testing::ExitedWithCode(129),
              "^goto-token: one moment\n$");
  EXPECT_EXIT(hold_while_two_come(SIGHUP, SIGQUIT), testing::ExitedWithCode(131),
              "^goto-token: one moment\n$");
}

TEST_F(SignalsDeathTest, SigquitEndsAHoldAtOnce) {
  EXPECT_EXIT(hold_while_one_comes(SIGQUIT), testing::ExitedWithCode(131), "^$");
}

TEST_F(SignalsDeathTest, AfterAHoldWithoutASignalTheNextOneEndsTheProcessAtOnce) {
  EXPECT_EXIT(
      {
        end_on_signals();
        { const SignalHold hold(told()); }
        say("released\n");
        raise_after_set_up(SIGTERM);
      },
      testing::ExitedWithCode(143), "^released\n$");
}

TEST_F(SignalsDeathTest, ASecondHoldHoldsLikeTheFirst) {
  EXPECT_EXIT(
      {
        end_on_signals();
        { const SignalHold hold(told()); }
        hold_while_one_comes(SIGINT);
      },
      testing::ExitedWithCode(130), "^goto-token: one moment\nstored\n$");
}

TEST_F(SignalsDeathTest, AHoldEndsByItselfSomeTimeAfterTheFirstSignal) {
  EXPECT_EXIT(
      {
        end_on_signals();
        const SignalHold hold(told(), 20ms);
        std::raise(SIGTERM);
        wait_for_ever();
      },
      testing::ExitedWithCode(143), "^goto-token: one moment\n$");
}

TEST_F(SignalsDeathTest, AHoldEndsByItselfAlsoWhereTheParentBlocksAndIgnoresAlarms) {
  EXPECT_EXIT(
      {
        set_alarm_action(SIG_IGN);
        block(SIGALRM);
        end_on_signals();
        const SignalHold hold(told(), 20ms);
        std::raise(SIGINT);
        wait_for_ever();
      },
      testing::ExitedWithCode(130), "");
}

TEST_F(SignalsDeathTest, AHoldLeavesSighupIgnoredForNohup) {
  EXPECT_EXIT(
      {
        std::signal(SIGHUP, SIG_IGN);
        hold_while_one_comes(SIGHUP);
      },
      testing::ExitedWithCode(0), "^stored\nwent on\n$");
}

TEST_F(SignalsDeathTest, AnAlarmOfTheParentEndsTheProcessDuringAHoldToo) {
  EXPECT_EXIT(hold_while_one_comes(SIGALRM), testing::ExitedWithCode(142), "^$");
}

TEST_F(SignalsDeathTest, AnAlarmThatTheParentIgnoresOrBlocksEndsNothing) {
  EXPECT_EXIT(
      {
        set_alarm_action(SIG_IGN);
        hold_while_one_comes(SIGALRM);
      },
      testing::ExitedWithCode(0), "^stored\nwent on\n$");
  EXPECT_EXIT(
      {
        block(SIGALRM);
        hold_while_one_comes(SIGALRM);
      },
      testing::ExitedWithCode(0), "^stored\nwent on\n$");
}

TEST_F(SignalsDeathTest, AHoldLeavesAlarmsToTheNextProgramAsTheParentHadThem) {
  EXPECT_EXIT(
      {
        set_alarm_action(SIG_IGN);
        end_on_signals();
        { const SignalHold hold(told()); }
        replace_process({"sh", "-c", "kill -ALRM $$; exit 7"}, {});
      },
      testing::ExitedWithCode(7), "");
  EXPECT_EXIT(
      {
        end_on_signals();
        { const SignalHold hold(told()); }
        std::raise(SIGALRM);
        go_on();
      },
      testing::KilledBySignal(SIGALRM), "");
}

TEST_F(SignalsDeathTest, AHoldHoldsASignalThatAnotherThreadGets) {
  EXPECT_EXIT(
      {
        end_on_signals();
        SignalHold hold(told());
        std::thread([] { ::pthread_kill(::pthread_self(), SIGTERM); }).join();
        say("stored\n");
        hold.release();
        go_on();
      },
      testing::ExitedWithCode(143), "^goto-token: one moment\nstored\n$");
}

/// Stops this process from another one, sends the signal, and lets it go on.
void be_stopped_and_sent(int signal_number) {
  const pid_t stopped = ::getpid();
  const pid_t stopping = ::fork();
  if (stopping == 0) {
    ::kill(stopped, SIGSTOP);
    ::kill(stopped, signal_number);
    ::kill(stopped, SIGCONT);
    std::_Exit(0);
  }
  while (::waitpid(stopping, nullptr, 0) < 0 && errno == EINTR) {
  }
}

TEST_F(SignalsDeathTest, AHoldHoldsASignalThatComesWhileTheProcessIsStopped) {
  EXPECT_EXIT(
      {
        end_on_signals();
        SignalHold hold(told());
        be_stopped_and_sent(SIGTERM);
        say("stored\n");
        hold.release();
        go_on();
      },
      testing::ExitedWithCode(143), "^goto-token: one moment\nstored\n$");
}

TEST_F(SignalsDeathTest, AHoldDoesNotWaitForAFullPipe) {
  EXPECT_EXIT(
      {
        end_on_signals();
        const Pipe pipe = make_pipe();
        ::fcntl(pipe.write_end.number(), F_SETFL, O_NONBLOCK);
        const std::string chunk(4096, 'x');
        while (::write(pipe.write_end.number(), chunk.data(), chunk.size()) > 0) {
        }
        ::fcntl(pipe.write_end.number(), F_SETFL, 0);
        SignalHold hold({.fd = pipe.write_end.number(), .text = "not written\n"});
        std::raise(SIGINT);
        say("stored\n");
        hold.release();
        go_on();
      },
      testing::ExitedWithCode(130), "^stored\n$");
}

}  // namespace
}  // namespace goto_token
