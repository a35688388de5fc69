#include "goto_token/io/status_line.hpp"

#include <gtest/gtest.h>

#include "goto_token/io/diagnostics.hpp"
#include "support/captured_output.hpp"
#include "support/pseudo_terminal.hpp"

namespace goto_token {
namespace {

const std::string kErase = "\r\x1b[J";

TEST(FitStatusLine, TakesTheFirstTextThatLeavesAColumnFree) {
  const std::vector<std::string> texts = {"ten charac", "seven c", "three"};
  for (const auto& [columns, fitted] : std::vector<std::pair<std::size_t, std::string>>{{80, "ten charac"},
                                                                                        {11, "ten charac"},
                                                                                        {10, "seven c"},
                                                                                        {8, "seven c"},
                                                                                        {7, "three"},
                                                                                        {5, "thre"},
                                                                                        {2, "t"},
                                                                                        {1, ""},
                                                                                        {0, ""}}) {
    EXPECT_EQ(fit_status_line(texts, columns), fitted) << columns;
  }
  EXPECT_EQ(fit_status_line({}, 80), "");
}

TEST(TakesStatusLine, IsTrueOfATerminal) {
  EXPECT_TRUE(takes_status_line(PseudoTerminal().device()));
  EXPECT_FALSE(takes_status_line(-1));
}

TEST(StatusLine, IsRewrittenInPlaceAndErasedAtTheEnd) {
  const PseudoTerminal terminal;
  {
    const StatusLine line(terminal.device());
    line.show({"one"});
    EXPECT_EQ(terminal.shown(), kErase + "one\r");
    line.show({"two"});
    EXPECT_EQ(terminal.shown(), kErase + "two\r");
  }
  EXPECT_EQ(terminal.shown(), kErase);
}

TEST(StatusLine, StaysBelowMessages) {
  const PseudoTerminal terminal;
  const Diagnostics diagnostics(terminal.device());
  const Diagnostics copy = diagnostics;
  {
    const StatusLine line(terminal.device());
    diagnostics.note("before");
    line.show({"here"});
    copy.note("by the way");
    diagnostics.error(Error(ExitCode::Usage, "what"));
    diagnostics.to_copy("open this:", "https://h");
  }
  diagnostics.note("after");
  EXPECT_EQ(terminal.shown(), "goto-token: before\n" + kErase + "here\r" +                      //
                                  kErase + "goto-token: by the way\nhere\r" +                   //
                                  kErase + "goto-token: error: what\nhere\r" +                  //
                                  kErase + "goto-token: open this:\n\n  https://h\n\nhere\r" +  //
                                  kErase + "goto-token: after\n");
}

TEST(StatusLine, LeavesOtherDescriptorsAlone) {
  const PseudoTerminal terminal;
  CapturedOutput output;
  const StatusLine line(terminal.device());
  line.show({"here"});
  write_above_status_line(output.fd(), "text\n");
  EXPECT_EQ(output.text(), "text\n");
}

TEST(StatusLine, FitsATerminalThatBecomesNarrower) {
  const PseudoTerminal terminal(20);
  const StatusLine line(terminal.device());
  line.show({"a longer text", "short"});
  terminal.set_columns(10);
  write_above_status_line(terminal.device(), "text\n");
  line.show({"a longer text", "short"});
  EXPECT_EQ(terminal.shown(), kErase + "a longer text\r" + kErase + "text\nshort\r" + kErase + "short\r");
}

TEST(StatusLine, ShowsNothingWithoutATerminal) {
  const PseudoTerminal terminal;
  const StatusLine line(-1);
  line.show({"here"});
  erase_status_line();
  write_above_status_line(terminal.device(), "text\n");
  write_above_status_line(-1, "text\n");
  EXPECT_EQ(terminal.shown(), "text\n");
}

TEST(StatusLine, NeverWaitsForATerminalThatTakesNoOutput) {
  const PseudoTerminal terminal;
  {
    const StatusLine line(terminal.device());
    line.show({"one"});
    terminal.stop_output(true);
    line.show({"two"});
    erase_status_line();
  }
  terminal.stop_output(false);
  EXPECT_EQ(terminal.shown(), kErase + "one\r");
  write_above_status_line(terminal.device(), "text\n");
  write_above_status_line(terminal.device(), "text\n");
  EXPECT_EQ(terminal.shown(), kErase + "text\ntext\n");
}

TEST(StatusLine, IsErasedByASignalHandlerAsOftenAsThatIsCalled) {
  const PseudoTerminal terminal;
  const StatusLine line(terminal.device());
  erase_status_line();
  EXPECT_EQ(terminal.shown(), "");
  line.show({"one"});
  erase_status_line();
  erase_status_line();
  EXPECT_EQ(terminal.shown(), kErase + "one\r" + kErase + kErase);
}

}  // namespace
}  // namespace goto_token
