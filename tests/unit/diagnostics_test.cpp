#include "goto_token/io/diagnostics.hpp"

#include <gtest/gtest.h>

#include "support/captured_output.hpp"

namespace goto_token {
namespace {

const std::string kUrl = "https://h/authorize?a=b";

/// The text on stderr of one message of each kind.
std::string say_everything(Verbosity verbosity, bool colour = false) {
  CapturedOutput output;
  const Diagnostics diagnostics(output.fd(), verbosity, colour);
  diagnostics.error(Error(ExitCode::Usage, "what", "next"));
  diagnostics.error(Error(ExitCode::Usage, "no hint"));
  diagnostics.warning("careful");
  diagnostics.note("by the way");
  diagnostics.trace("a step");
  diagnostics.to_copy("open this:", kUrl);
  return output.text();
}

const std::string kErrors =
    "goto-token: error: what\n"
    "goto-token: hint: next\n"
    "goto-token: error: no hint\n";

TEST(Diagnostics, SaysErrorsAndTheUrlAloneWhenQuiet) {
  EXPECT_EQ(say_everything(Verbosity::Quiet), kErrors + kUrl + "\n");
}

TEST(Diagnostics, SaysAllButTheTraceNormally) {
  EXPECT_EQ(say_everything(Verbosity::Normal), kErrors +
                                                   "goto-token: warning: careful\n"
                                                   "goto-token: by the way\n"
                                                   "goto-token: open this:\n\n  " +
                                                   kUrl + "\n\n");
}

TEST(Diagnostics, SaysEveryStepWhenVerbose) {
  EXPECT_EQ(say_everything(Verbosity::Verbose), kErrors +
                                                    "goto-token: warning: careful\n"
                                                    "goto-token: by the way\n"
                                                    "goto-token: trace: a step\n"
                                                    "goto-token: open this:\n\n  " +
                                                    kUrl + "\n\n");
}

TEST(Diagnostics, MakesANoteForLaterWithItsDescriptor) {
  const Line line = Diagnostics(7).make_note("by the way");
  EXPECT_EQ(line.fd, 7);
  EXPECT_EQ(line.text, "goto-token: by the way\n");
  EXPECT_EQ(Diagnostics(7, Verbosity::Quiet).make_note("by the way").text, "");
}

TEST(Diagnostics, ColoursLabelsAndNeverTheUrl) {
  EXPECT_EQ(say_everything(Verbosity::Verbose, true),
            "goto-token: \x1b[1;31merror: \x1b[0mwhat\n"
            "goto-token: hint: next\n"
            "goto-token: \x1b[1;31merror: \x1b[0mno hint\n"
            "goto-token: \x1b[1;33mwarning: \x1b[0mcareful\n"
            "goto-token: by the way\n"
            "goto-token: trace: a step\n"
            "goto-token: open this:\n\n  " +
                kUrl + "\n\n");
}

TEST(Diagnostics, KnowsATerminalForAStatusLineUnlessQuiet) {
  EXPECT_EQ(Diagnostics(7).status_terminal(), -1);
  EXPECT_EQ(Diagnostics(7, Verbosity::Normal, false, true).status_terminal(), 7);
  EXPECT_EQ(Diagnostics(7, Verbosity::Verbose, true, true).status_terminal(), 7);
  EXPECT_EQ(Diagnostics(7, Verbosity::Quiet, true, true).status_terminal(), -1);
}

TEST(Diagnostics, GoesOnWithoutADescriptor) {
  const Diagnostics diagnostics(-1, Verbosity::Verbose, false);
  EXPECT_NO_THROW(diagnostics.error(Error(ExitCode::Usage, "what", "next")));
  EXPECT_NO_THROW(diagnostics.to_copy("open this:", kUrl));
}

}  // namespace
}  // namespace goto_token
