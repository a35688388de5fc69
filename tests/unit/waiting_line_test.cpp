#include "goto_token/sign_in/waiting_line.hpp"

#include <gtest/gtest.h>

#include "support/pseudo_terminal.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

TEST(WaitingTexts, SayHowLongIsLeftTheLongestFirst) {
  EXPECT_EQ(make_waiting_texts("waiting for that address", 298s, true),
            (Texts{"goto-token: waiting for that address, 4:58 left; Ctrl+C ends it",
                   "goto-token: waiting for that address, 4:58 left", "goto-token: waiting, 4:58 left",
                   "waiting, 4:58 left"}));
}

TEST(WaitingTexts, SayHowLongItHasTaken) {
  EXPECT_EQ(make_waiting_texts("waiting", 61s, false).back(), "waiting, 1:01 so far");
}

TEST(WaitingTexts, CountMinutesAndHours) {
  for (const auto& [time, shown] :
       std::vector<std::pair<std::chrono::seconds, std::string>>{{0s, "0:00"},
                                                                 {9s, "0:09"},
                                                                 {60s, "1:00"},
                                                                 {3599s, "59:59"},
                                                                 {3600s, "1:00:00"},
                                                                 {90061s, "25:01:01"}}) {
    EXPECT_EQ(make_waiting_texts("w", time, true).back(), "waiting, " + shown + " left");
  }
}

TEST(DescribeWait, NamesThePortUnlessTheResponseIsPasted) {
  Config config;
  EXPECT_EQ(describe_wait(config, 5000), "waiting for the response on port 5000");
  config.paste = true;
  EXPECT_EQ(describe_wait(config, 0), "waiting for that address");
}

const std::string kErase = "\r\x1b[J";
constexpr Deadline kStart{1h};

std::string line(const std::string& count) {
  return kErase + "goto-token: w, " + count + "; Ctrl+C ends it\r";
}

TEST(WaitingLine, IsRewrittenWheneverItsSecondChanges) {
  const PseudoTerminal terminal;
  const Diagnostics diagnostics(terminal.device(), Verbosity::Normal, false, true);
  {
    WaitingLine waiting("w", kStart, 10s, diagnostics);
    EXPECT_EQ(waiting.show(kStart), kStart + 1s);
    EXPECT_EQ(waiting.show(kStart + 1s), kStart + 2s);
    EXPECT_EQ(waiting.show(kStart + 1900ms), kStart + 2s);
    EXPECT_EQ(waiting.show(kStart + 9500ms), kStart + 10s);
  }
  EXPECT_EQ(terminal.shown(),
            line("0:10 left") + line("0:09 left") + line("0:09 left") + line("0:01 left") + kErase);
}

TEST(WaitingLine, LetsSecondsPassOnceTheTimeIsOver) {
  const PseudoTerminal terminal;
  const Diagnostics diagnostics(terminal.device(), Verbosity::Normal, false, true);
  const WaitingLine waiting("w", kStart, 10s, diagnostics);
  for (const Deadline now : {kStart + 10s, kStart + 11s, kStart + 40500ms}) {
    EXPECT_EQ(waiting.show(now), now + 1s);
  }
  EXPECT_EQ(terminal.shown(), line("0:00 left") + line("0:00 left") + line("0:00 left"));
}

TEST(WaitingLine, CountsUpwardsWithoutALimit) {
  const PseudoTerminal terminal;
  const Diagnostics diagnostics(terminal.device(), Verbosity::Verbose, false, true);
  {
    WaitingLine waiting("w", kStart, std::nullopt, diagnostics);
    EXPECT_EQ(waiting.show(kStart + 59900ms), kStart + 60s);
    EXPECT_EQ(waiting.show(kStart + 60s), kStart + 61s);
  }
  EXPECT_EQ(terminal.shown(), line("0:59 so far") + line("1:00 so far") + kErase);
}

TEST(WaitingLine, IsNowhereButOnATerminalThatRewritesAndNotWhenQuiet) {
  const PseudoTerminal terminal;
  for (const Diagnostics& diagnostics :
       {Diagnostics(terminal.device()), Diagnostics(terminal.device(), Verbosity::Quiet, true, true)}) {
    EXPECT_EQ(WaitingLine("w", kStart, 10s, diagnostics).show(kStart), std::nullopt);
  }
  EXPECT_EQ(terminal.shown(), "");
}

}  // namespace
}  // namespace goto_token
