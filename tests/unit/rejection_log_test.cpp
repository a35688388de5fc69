#include "goto_token/sign_in/rejection_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/captured_output.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const std::string kCheck =
    "if the browser showed an error, register exactly http://127.0.0.1:5000/cb at the server, and check "
    "OAUTH_CLIENT_ID; else finish the sign-in there, or give it longer with --timeout; goto-token doctor "
    "checks "
    "the rest";
const std::string kRegister =
    "register exactly http://127.0.0.1:5000/cb at the server, or set OAUTH_REDIRECT_URI to the registered "
    "one";

class RejectionLogTest : public testing::Test {
 protected:
  void add(Rejection rejection, int status, const RequestHead& head = {"GET", "h", "/cb", "x"}) {
    log_.add({.rejection = rejection, .status = status, .head = head});
  }
  RejectionLog& log() { return log_; }
  RejectionLog make_verbose_log() { return {kRedirectUri, state_, verbose_}; }
  std::string said() { return output_.text(); }

  /// The error of a time-out, as one text.
  std::string timeout() {
    const Error error = log_.make_timeout(300s);
    EXPECT_EQ(error.code(), ExitCode::TimedOut);
    return std::string(error.what()) + "; " + error.hint();
  }

 private:
  const RedirectUri kRedirectUri = {"http://127.0.0.1:5000/cb", require_url("http://127.0.0.1:5000/cb")};
  const Secret state_{"the-state"};
  CapturedOutput output_;
  const Diagnostics diagnostics_{output_.fd()};
  const Diagnostics verbose_{output_.fd(), Verbosity::Verbose};
  RejectionLog log_{kRedirectUri, state_, diagnostics_};
};

TEST_F(RejectionLogTest, TellsOfARequestAtOnceAndWhatToDo) {
  add(Rejection::WrongState, 403);
  EXPECT_EQ(
      said(),
      "goto-token: ignored a request to the redirect URI: its state is not the one of this run; sign in at "
      "the address that goto-token printed, not in an older tab (answered with 403, still waiting)\n");
}

TEST(RejectionLog, OnlyCountsWhileNothingCanBeWritten) {  // as after Ctrl+S
  const Pipe pipe = make_pipe();
  ASSERT_EQ(::fcntl(pipe.write_end.number(), F_SETFL, O_NONBLOCK), 0);
  while (::write(pipe.write_end.number(), "x", 1) == 1) {
  }
  ASSERT_EQ(::fcntl(pipe.write_end.number(), F_SETFL, 0), 0);
  const Secret state("the-state");
  const Diagnostics diagnostics(pipe.write_end.number(), Verbosity::Verbose);
  RejectionLog log({"http://127.0.0.1:5000/cb", require_url("http://127.0.0.1:5000/cb")}, state, diagnostics);
  for (const Rejection rejection :
       {Rejection::WrongState, Rejection::ErrorWithoutState, Rejection::WrongState}) {
    log.add({.rejection = rejection, .status = 403, .head = {"GET", "h", "/cb", "error=e"}});
  }
  log.report();
  EXPECT_STREQ(log.make_timeout(1s).what(),
               "no authorization response came within 1 s, only an error without a state and a response with "
               "another state (2 times)");
}

TEST_F(RejectionLogTest, NamesThePathTheHostOrTheConnection) {
  log().set_waiting(false);
  add(Rejection::SlashMore, 404, {"GET", "h", "/cb/", "code=x&state=the-state"});
  add(Rejection::OtherPath, 404, {"GET", "h", "/the-state/a\x1b/code=x", "code=x"});
  add(Rejection::OtherHost, 421, {"GET", "evil\x1b.example:1", "/cb", "code=x"});
  add(Rejection::NeitherCodeNorError, 400);
  log().add({.rejection = Rejection::TlsGreeting, .status = std::nullopt, .head = {}});
  EXPECT_EQ(
      said(),
      "goto-token: ignored a request to /cb/: its path has a slash more at its end than the redirect URI; " +
          kRegister +
          " (answered with 404)\n"
          "goto-token: ignored a request to /…/a?/…: its path is not that of the redirect URI; " +
          kRegister +
          " (answered with 404)\n"
          "goto-token: ignored a request to evil?.example:1/cb: its host and port are not those of the "
          "redirect URI; " +
          kRegister +
          "; a forwarded port has to be the same at both ends (answered with 421)\n"
          "goto-token: ignored a request to the redirect URI: it has neither a code nor an error (answered "
          "with 400)\n"
          "goto-token: ignored a connection: it begins with TLS, but plain http is served here; the browser "
          "or an extension turned http into https: change https:// back to http:// in the address bar, and "
          "turn that off for 127.0.0.1 (closed)\n");
}

TEST_F(RejectionLogTest, ShowsAnErrorWithoutAStateMadeHarmless) {
  const std::string query = "error=bad%1B[31m&error_description=the-state+and+code-1&code=code-1";
  add(Rejection::ErrorWithoutState, 403, {"GET", "h", "/cb", query});
  add(Rejection::ErrorWithoutState, 403, {"GET", "h", "/cb", "error=other"});
  EXPECT_EQ(
      said(),
      "goto-token: ignored a request to the redirect URI: it has an error without a state, which cannot be "
      "verified: 'bad?[31m: … and …'; if your sign-in ended with this error, fix its cause and run it again "
      "(answered with 403, still waiting)\n"
      "goto-token: ignored a request to the redirect URI: it has an error without a state, which cannot be "
      "verified: 'other'; if your sign-in ended with this error, fix its cause and run it again (answered "
      "with 403, still waiting)\n");
  EXPECT_EQ(
      timeout(),
      "no authorization response came within 300 s, only an error without a state, 'bad?[31m: … and …' (2 "
      "times); if your sign-in ended with this error, fix its cause and run it again");
}

TEST_F(RejectionLogTest, CutsAnErrorWithoutAState) {
  add(Rejection::ErrorWithoutState, 403,
      {"GET", "h", "/cb", "error=" + std::string(400, 'x') + "&error_description=" + std::string(400, 'y')});
  EXPECT_NE(said().find("'" + std::string(300, 'x') + "…: " + std::string(300, 'y') + "…'"),
            std::string::npos);
}

TEST_F(RejectionLogTest, TellsOfTheFirstFiveOfAKindAndReportsTheRestOnce) {
  for (int i = 0; i < 7; ++i) {
    add(Rejection::WrongState, 403);
    add(Rejection::RepeatedState, 403);
    add(Rejection::NoResponse, 404);
    add(Rejection::SecondResponse, 409);
  }
  log().report();
  add(Rejection::WrongState, 403);
  log().report();
  log().report();
  const std::string text = said();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5 + 5 + 3) << text;
  EXPECT_TRUE(
      text.ends_with("goto-token: ignored 2 more like it: it has more than one state\n"
                     "goto-token: ignored 2 more like it: its state is not the one of this run\n"
                     "goto-token: ignored 1 more like it: its state is not the one of this run\n"))
      << text;
}

TEST_F(RejectionLogTest, TracesAHundredRequestsOfAnyKind) {
  RejectionLog verbose = make_verbose_log();
  verbose.add({.rejection = Rejection::NoResponse, .status = 400, .head = {}});
  for (int i = 0; i < 150; ++i) {
    verbose.add({.rejection = Rejection::NoResponse, .status = 404, .head = {"GET", "h", "/a", ""}});
  }
  std::string expected = "goto-token: trace: request that cannot be read: answered with 400\n";
  for (int i = 0; i < 99; ++i) {
    expected += "goto-token: trace: request to /a: answered with 404\n";
  }
  EXPECT_EQ(said(), expected +
                        "goto-token: trace: there are more such requests; they are rejected, but no longer "
                        "listed\n");
}

TEST_F(RejectionLogTest, NamesTheLikeliestCauseWhereNothingCame) {
  EXPECT_EQ(timeout(), "no authorization response came within 300 s, and no request at all; " + kCheck);
}

TEST_F(RejectionLogTest, NamesItTooWhereNothingThatLooksLikeAResponseCame) {
  add(Rejection::NoResponse, 404);
  EXPECT_EQ(timeout(),
            "no authorization response came within 300 s, only a request without a response; " + kCheck);
}

TEST_F(RejectionLogTest, SumsUpWhatCameWithTheAdviceForTheLikeliestKind) {
  for (int i = 0; i < 7; ++i) {
    add(Rejection::WrongState, 403);
    add(Rejection::NoResponse, 404);
  }
  EXPECT_EQ(timeout(),
            "no authorization response came within 300 s, only a response with another state (7 times) and a "
            "request without a response (7 times); sign in at the address that goto-token printed, not in an "
            "older tab");
  add(Rejection::SlashMore, 404);
  EXPECT_EQ(timeout(),
            "no authorization response came within 300 s, only a response with a slash more in its path, a "
            "response with another state (7 times) and a request without a response (7 times); " +
                kRegister);
}

TEST_F(RejectionLogTest, AdvisesInGeneralWhereAKindHasNoAdvice) {
  add(Rejection::RepeatedState, 403);
  EXPECT_EQ(
      timeout(),
      "no authorization response came within 300 s, only a response with more than one state; " + kCheck);
}

}  // namespace
}  // namespace goto_token
