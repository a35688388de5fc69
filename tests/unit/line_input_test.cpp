#include "goto_token/io/line_input.hpp"

#include <gtest/gtest.h>

#include "goto_token/io/terminal.hpp"
#include "support/captured_output.hpp"
#include "support/pseudo_terminal.hpp"

namespace goto_token {
namespace {

void write_text(const FileDescriptor& to, std::string_view text) {
  ASSERT_EQ(::write(to.number(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

std::string next(LineInput& input) {
  const auto line = input.next_line();
  return line ? std::string(line->reveal()) : input.has_ended() ? "(end)" : "(nothing)";
}

TEST(LineInput, ReadsLinesAsTheyComeAndNoFurther) {
  Pipe pipe = make_pipe();
  LineInput input(pipe.read_end.number());
  EXPECT_FALSE(input.is_from_terminal());
  EXPECT_EQ(next(input), "(nothing)");
  write_text(pipe.write_end, "half a");
  EXPECT_EQ(next(input), "(nothing)");
  write_text(pipe.write_end, " line\n\nthe rest");
  EXPECT_EQ(next(input), "half a line");
  EXPECT_EQ(next(input), "");
  pipe.write_end.close();
  EXPECT_EQ(read_to_end(pipe.read_end), "the rest");
}

TEST(LineInput, EndsBehindTheLastLineWhichNeedsNoLineEnd) {
  Pipe pipe = make_pipe();
  LineInput input(pipe.read_end.number());
  write_text(pipe.write_end, "one\ntwo");
  pipe.write_end.close();
  EXPECT_EQ(next(input), "one");
  EXPECT_EQ(next(input), "two");
  EXPECT_EQ(next(input), "(end)");
  EXPECT_EQ(input.awaited(), -1);
}

TEST(LineInput, EndsWhereNothingCanBeRead) {
  LineInput input(-1);
  EXPECT_EQ(input.awaited(), -1);
  const Pipe pipe = make_pipe();
  LineInput wrong_end(pipe.write_end.number());
  EXPECT_EQ(next(wrong_end), "(nothing)");
}

TEST(LineInput, CutsWhatIsTooLong) {
  Pipe pipe = make_pipe();
  LineInput input(pipe.read_end.number());
  const std::string part(LineInput::kLongestLine / 4, 'x');
  for (int i = 0; i < 8; ++i) {
    write_text(pipe.write_end, part);
    EXPECT_EQ(next(input), "(nothing)");
  }
  write_text(pipe.write_end, "\nnext\n");
  EXPECT_EQ(next(input).size(), LineInput::kLongestLine + 1);
  EXPECT_EQ(next(input), "next");
}

class LineInputAtATerminal : public testing::Test {
 protected:
  int device() { return terminal_.device(); }
  tcflag_t local_modes() { return terminal_.local_modes(); }
  PseudoTerminal& terminal() { return terminal_; }

 private:
  PseudoTerminal terminal_;
};

TEST_F(LineInputAtATerminal, TakesItForAsLongAsItLives) {
  const tcflag_t before = local_modes();
  EXPECT_NE(before & ECHO, 0U);
  {
    const LineInput input(device());
    EXPECT_EQ(local_modes(), before & ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON));
    EXPECT_TRUE(input.is_from_terminal());
    EXPECT_TRUE(input.may_be_read());
  }
  EXPECT_EQ(local_modes(), before);
}

TEST_F(LineInputAtATerminal, TakesItAgainAfterItWasRestored) {
  const tcflag_t before = local_modes();
  const LineInput input(device());
  restore_terminal();
  EXPECT_EQ(local_modes(), before);
  EXPECT_TRUE(input.retake_terminal());
  EXPECT_FALSE(input.retake_terminal());
  EXPECT_NE(local_modes(), before);
}

TEST_F(LineInputAtATerminal, ReadsLinesThatAreEdited) {
  LineInput input(device());
  EXPECT_EQ(next(input), "(nothing)");
  terminal().type("\x7fwrong\x15rigx\x7fhy\bt\ntwo\rthree\x04\x04");
  EXPECT_EQ(next(input), "right");
  EXPECT_EQ(next(input), "two");
  EXPECT_EQ(next(input), "three");
  EXPECT_EQ(next(input), "(end)");
}

TEST_F(LineInputAtATerminal, ErasesWholeCharacters) {
  LineInput input(device());
  terminal().type(
      "a\u00e9\u20ac\x7f\x7f"
      "b");
  EXPECT_EQ(next(input), "(nothing)");
  EXPECT_EQ(input.unfinished_line(), "ab");
  terminal().type("\x7f\x7f\x7f\n");
  EXPECT_EQ(next(input), "");
  EXPECT_EQ(input.unfinished_line(), "");
}

TEST_F(LineInputAtATerminal, KnowsThatItHasHungUp) {
  LineInput input(device());
  EXPECT_FALSE(input.has_hung_up());
  terminal().hang_up();
  EXPECT_TRUE(input.has_hung_up());
  EXPECT_EQ(next(input), "(end)");
}

TEST_F(LineInputAtATerminal, DropsWhatIsNotRead) {
  {
    const LineInput input(device());
    terminal().type("rm -r x\n");
  }
  LineInput later(device());
  EXPECT_EQ(next(later), "(nothing)");
}

}  // namespace
}  // namespace goto_token
