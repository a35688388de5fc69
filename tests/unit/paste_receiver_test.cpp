#include "goto_token/sign_in/paste_receiver.hpp"

#include <gtest/gtest.h>

#include "support/captured_output.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const std::string kRequest = "goto-token: paste the address that the browser ended on\n";

std::string objection(const std::string& why) {
  return "goto-token: that is not the response: " + why + "; paste the address that the browser ended on\n";
}

class PasteReceiverTest : public testing::Test {
 protected:
  void paste(std::string_view text) {
    ASSERT_EQ(::write(input_.write_end.number(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }
  void end_input() { input_.write_end.close(); }
  [[nodiscard]] int input() const { return input_.read_end.number(); }
  PasteReceiver& receiver() { return receiver_; }
  static Deadline at(std::chrono::milliseconds time) { return Deadline(1h + time); }
  std::string said() { return output_.text(); }

 private:
  Pipe input_ = make_pipe();
  CapturedOutput output_;
  const Diagnostics diagnostics_{output_.fd()};
  const Secret state_{"the-state"};
  PasteReceiver receiver_{input(),
                          require_url("http://127.0.0.1:5000/cb"),
                          {state_, {}},
                          PasteReceiver::Need::Required,
                          diagnostics_};
};

TEST_F(PasteReceiverTest, AsksOnceAndTakesTheResponse) {
  receiver().ask();
  receiver().ask();
  EXPECT_FALSE(receiver().take_response(at(0ms)));
  paste("?code=a&state=the-state\n");
  EXPECT_TRUE(receiver().take_response(at(0ms)));
  EXPECT_EQ(said(), kRequest);
}

TEST_F(PasteReceiverTest, TellsOfTheFirstWrongTextsOfAKindAndCountsTheRest) {
  std::string expected;
  for (int i = 0; i < 5; ++i) {
    expected += objection("it is empty");
  }
  paste(std::string(7, '\n') + "code=a\n");
  end_input();
  EXPECT_FALSE(receiver().take_response(at(0ms)));
  EXPECT_FALSE(receiver().take_response(at(0ms)));
  EXPECT_TRUE(receiver().has_ended());
  receiver().report_rejections();
  receiver().report_rejections();
  EXPECT_EQ(said(), expected + objection("it has no state") +
                        "goto-token: ignored 2 more pasted lines: it is empty\n");
}

TEST_F(PasteReceiverTest, ReadsAFileOfSomeLengthAtOnceAndAnEndlessInputAtABoundedRate) {
  paste(std::string(1200, '\n') + "?code=a&state=the-state\n");
  int calls = 0;
  while (!receiver().resumes_at()) {
    EXPECT_EQ(receiver().awaited(), input());
    EXPECT_FALSE(receiver().take_response(at(0ms)));
    ++calls;
  }
  EXPECT_EQ(calls, 11);  // of 100 lines each
  EXPECT_EQ(receiver().resumes_at(), at(250ms));
  EXPECT_EQ(receiver().awaited(), -1);
  EXPECT_FALSE(receiver().take_response(at(249ms)));
  EXPECT_EQ(receiver().resumes_at(), at(250ms));
  EXPECT_FALSE(receiver().take_response(at(250ms)));
  EXPECT_EQ(receiver().resumes_at(), at(500ms));
  EXPECT_TRUE(receiver().take_response(at(500ms)));
}

}  // namespace
}  // namespace goto_token
