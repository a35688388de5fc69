#include "goto_token/sign_in/response_receiver.hpp"

#include <gtest/gtest.h>

#include "support/captured_output.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

void write_text(const FileDescriptor& to, std::string_view text) {
  ASSERT_EQ(::write(to.number(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

class ResponseReceiverTest : public testing::Test {
 protected:
  ResponseReceiverTest() {
    set_redirect_uri("http://127.0.0.1:0/cb");
    effects_.diagnostics = Diagnostics(output_.fd());
    effects_.input = input_.read_end.number();
  }

  void set_redirect_uri(const std::string& text) { config_.redirect_uri = {text, require_url(text)}; }
  Config& config() { return config_; }
  void end_input() { input_.write_end.close(); }
  void paste(std::string_view text) const { write_text(input_.write_end, text); }
  ResponseReceiver make_receiver() { return {config_, expected_, effects_}; }

  /// A browser command that has ended with this status.
  static BrowserRun ended_browser(std::string_view status) {
    Pipe pipe = make_pipe();
    write_text(pipe.write_end, status);
    return {std::move(pipe.read_end), {"w3m"}};
  }

  static std::string code_of(const ReceivedResponse& received) {
    return std::string(std::get<AuthorizationCode>(received.response).value().reveal());
  }

  std::string said() { return output_.text(); }

 private:
  Config config_;
  Pipe input_ = make_pipe();
  const Secret state_{"the-state"};
  const ExpectedAuthorizationResponse expected_{state_, {}};
  CapturedOutput output_;
  Effects effects_;
};

TEST_F(ResponseReceiverTest, ReceivesWhatIsPasted) {
  config().paste = true;
  paste("code=a\n?code=a&state=the-state\n");
  {
    ResponseReceiver receiver = make_receiver();
    EXPECT_EQ(receiver.redirect_uri(), "http://127.0.0.1:0/cb");
    const ReceivedResponse received = receiver.receive(std::nullopt);
    EXPECT_EQ(code_of(received), "a");
    EXPECT_FALSE(received.request);
    receiver.show(received, make_rejection_page(404));
  }
  EXPECT_EQ(
      said(),
      "goto-token: paste the address that the browser ended on\n"
      "goto-token: that is not the response: it has no state; paste the address that the browser ended on\n");
}

TEST_F(ResponseReceiverTest, NotesABrowserThatFailedAndWaitsOn) {
  config().paste = true;
  paste("?code=a&state=the-state\n");
  EXPECT_EQ(code_of(make_receiver().receive(ended_browser("1 127\n"))), "a");
  EXPECT_EQ(said(),
            "goto-token: paste the address that the browser ended on\n"
            "goto-token: the browser command 'w3m' was not found; open the address above yourself\n");
}

TEST_F(ResponseReceiverTest, SaysNothingOfABrowserThatWorked) {
  config().paste = true;
  paste("?code=a&state=the-state\n");
  EXPECT_EQ(code_of(make_receiver().receive(ended_browser("1 0\n"))), "a");
  EXPECT_EQ(said(), "goto-token: paste the address that the browser ended on\n");
}

TEST_F(ResponseReceiverTest, EndsWithTheInputWherePastingIsTheOnlyMethod) {
  config().paste = true;
  end_input();
  EXPECT_EQ(
      failure_of([&] { return make_receiver().receive(std::nullopt); }),
      (Failure{ExitCode::TimedOut, "no authorization response: the input ended without one",
               "run it again at a terminal, or write the address that the browser ended on to its input"}));
}

TEST_F(ResponseReceiverTest, SaysAtTheEndHowManyPastesWereOnlyCounted) {
  config().paste = true;
  paste(std::string(6, '\n'));
  end_input();
  EXPECT_THROW(static_cast<void>(make_receiver().receive(std::nullopt)), Error);
  EXPECT_TRUE(said().ends_with("\ngoto-token: ignored 1 more pasted line: it is empty\n"));
}

TEST_F(ResponseReceiverTest, LeavesAnInputThatIsNoTerminalAloneWhereItListens) {
  paste("code=a&state=the-state\n");
  config().timeout = std::chrono::seconds(0);
  EXPECT_EQ(
      failure_of([&] { return make_receiver().receive(std::nullopt); }),
      (Failure{
          ExitCode::TimedOut, "no authorization response came within 0 s, and no request at all",
          "if the browser showed an error, register http://127.0.0.1/cb with any port at the server, and "
          "check OAUTH_CLIENT_ID; else finish the sign-in there, or give it longer with --timeout; "
          "goto-token doctor checks the rest"}));
  EXPECT_EQ(said(), "");
}

TEST_F(ResponseReceiverTest, SaysWhatToRegisterWhereNothingWasPasted) {
  set_redirect_uri("https://app.example.com/cb");
  config().paste = true;
  config().timeout = std::chrono::seconds(0);
  EXPECT_EQ(
      failure_of([&] { return make_receiver().receive(std::nullopt); }),
      (Failure{ExitCode::TimedOut, "no authorization response came within 0 s",
               "if the browser showed an error, register exactly https://app.example.com/cb at the server, "
               "and check OAUTH_CLIENT_ID; else paste the address that it ends on, or give it longer with "
               "--timeout"}));
}

TEST_F(ResponseReceiverTest, ListensElsewhereForARedirectUriOfAnotherHost) {
  set_redirect_uri("https://app.example.com/cb");
  config().listen = {"127.0.0.1", 0};
  ResponseReceiver receiver = make_receiver();
  EXPECT_EQ(receiver.redirect_uri(), "https://app.example.com/cb");
}

TEST_F(ResponseReceiverTest, SaysWhatToChangeWhereItCannotListen) {
  const LoopbackSockets taken = listen_on_loopback("127.0.0.1", 0);
  const std::string address = "127.0.0.1:" + std::to_string(taken.port);
  const std::string in_use = "cannot listen on " + address + ": Address already in use";
  set_redirect_uri("http://" + address + "/cb");
  EXPECT_EQ(
      failure_of([&] { return listen_for_response(config()); }),
      (Failure{
          ExitCode::CannotListen, in_use,
          "stop the program that uses this port, or register another redirect URI; --paste needs no port"}));
  config().listen = {"127.0.0.1", taken.port};
  EXPECT_EQ(failure_of([&] { return listen_for_response(config()); }),
            (Failure{ExitCode::CannotListen, in_use,
                     "stop the program that uses this port, or choose another with --listen"}));
  config().listen = {"192.0.2.1", 5000};
  EXPECT_EQ(
      failure_of([&] { return listen_for_response(config()); }),
      (Failure{ExitCode::CannotListen, "cannot listen on 192.0.2.1:5000: Cannot assign requested address",
               "choose an address of this machine and a free port with --listen"}));
}

}  // namespace
}  // namespace goto_token
