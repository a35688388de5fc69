#include "goto_token/io/prompt.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <future>
#include <string>
#include <vector>

#include "support/captured_output.hpp"
#include "support/pseudo_terminal.hpp"

namespace goto_token {
namespace {

using enum Prompt::Typing;

/// Questions at a terminal at which everything is typed ahead. What the person sees is captured.
class PromptTest : public testing::Test {
 protected:
  /// What comes of each question; `(end)` where the input ended.
  std::vector<std::string> ask(std::string_view keys, const std::vector<Prompt::Typing>& questions) {
    Prompt prompt(terminal_.device(), output_.fd());
    terminal_.type(keys);
    std::vector<std::string> lines;
    for (const Prompt::Typing typing : questions) {
      const auto line = prompt.ask("Q: ", typing);
      lines.emplace_back(line ? line->reveal() : "(end)");
    }
    return lines;
  }

  std::string screen() { return output_.text(); }
  PseudoTerminal& terminal() { return terminal_; }

 private:
  PseudoTerminal terminal_;
  CapturedOutput output_;
};

using Lines = std::vector<std::string>;

TEST_F(PromptTest, ShowsWhatIsTypedUnlessItIsHidden) {
  EXPECT_EQ(ask("one\ns3cret\rthree\n", {Shown, Hidden, Shown}), (Lines{"one", "s3cret", "three"}));
  EXPECT_EQ(screen(), "Q: one\nQ: \nQ: three\n");
}

TEST_F(PromptTest, TakesALineThatWasEdited) {
  EXPECT_EQ(ask("wrong\x15righ\u00e9\x7f\bht\n", {Shown}), Lines{"right"});
  EXPECT_EQ(screen(), "Q: right\n");
}

/// Reads until this much has come.
std::string read_until(const FileDescriptor& from, std::string_view end) {
  std::string text;
  for (char c = 0; !text.ends_with(end) && ::read(from.number(), &c, 1) == 1;) {
    text += c;
  }
  return text;
}

TEST_F(PromptTest, ErasesWhatShowsCharacterByCharacter) {
  const Pipe screen = make_pipe();
  auto line = std::async(std::launch::async, [&] {
    return Prompt(terminal().device(), screen.write_end.number()).ask("Q: ", Shown);
  });
  EXPECT_EQ(read_until(screen.read_end, "Q: "), "Q: ");
  terminal().type("a\u00e9\u20ac");
  EXPECT_EQ(read_until(screen.read_end, "\u20ac"), "a\u00e9\u20ac");
  terminal().type("\x7f");
  EXPECT_EQ(read_until(screen.read_end, " \b"), "\b \b");
  terminal().type("\x15");
  EXPECT_EQ(read_until(screen.read_end, " \b\b \b"), "\b \b\b \b");
  terminal().type("b\n");
  EXPECT_EQ(read_until(screen.read_end, "\n"), "b\n");
  EXPECT_EQ(line.get()->reveal(), "b");
}

TEST_F(PromptTest, ShowsNoControlCharacters) {
  EXPECT_EQ(ask("a\x1b[Db\n", {Shown}), Lines{"a\x1b[Db"});
  EXPECT_EQ(screen(), "Q: a?[Db\n");
}

TEST_F(PromptTest, EndsWithTheInput) {
  EXPECT_EQ(ask("one\n\x04two\n", {Shown, Shown, Shown}), (Lines{"one", "(end)", "(end)"}));
  EXPECT_EQ(screen(), "Q: one\nQ: \nQ: \n");
}

TEST_F(PromptTest, RestoresTheTerminal) {
  const tcflag_t before = terminal().local_modes();
  {
    const Prompt prompt(terminal().device(), -1);
    EXPECT_EQ(terminal().local_modes() & ECHO, 0U);
  }
  EXPECT_EQ(terminal().local_modes(), before);
}

TEST_F(PromptTest, EndsTheProcessWhenTheTerminalHangsUp) {
  EXPECT_EXIT(
      {
        PseudoTerminal own;  // this process alone has it
        Prompt prompt(own.device(), -1);
        own.type("half of a li");
        own.hang_up();
        static_cast<void>(prompt.ask("Q: ", Shown));
      },
      testing::KilledBySignal(SIGHUP), "");
}

TEST_F(PromptTest, TakesNoHalfLineWhereAHangUpIsIgnored) {
  auto* const before = std::signal(SIGHUP, SIG_IGN);
  Prompt prompt(terminal().device(), -1);
  terminal().type("half of a li");
  terminal().hang_up();
  EXPECT_EQ(prompt.ask("Q: ", Shown), std::nullopt);
  std::signal(SIGHUP, before);
}

}  // namespace
}  // namespace goto_token
