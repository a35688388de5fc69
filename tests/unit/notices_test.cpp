#include "goto_token/app/notices.hpp"

#include <gtest/gtest.h>

#include "support/captured_output.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

using Kind = AuthorizationError::Kind;
using Outcome = RedirectPage::Outcome;

std::string announce(const Config& config, Verbosity verbosity = Verbosity::Normal) {
  CapturedOutput output;
  announce_wait(config, 5000, Diagnostics(output.fd(), verbosity, false));
  return output.text();
}

TEST(AnnounceWait, SaysWhereAndHowLong) {
  Config config;
  config.timeout = 300s;
  EXPECT_EQ(announce(config), "goto-token: waiting for the answer on port 5000 for 300 s; Ctrl+C ends it\n");
  config.timeout = std::nullopt;
  EXPECT_EQ(announce(config), "goto-token: waiting for the answer on port 5000; Ctrl+C ends it\n");
}

TEST(AnnounceWait, SaysHowToBringTheAnswerHomeOverSsh) {
  Config config;
  config.ssh_host = "198.51.100.7";
  EXPECT_EQ(announce(config),
            "goto-token: this is a remote machine; to bring the answer home, run this on your own computer "
            "first:\n\n  ssh -L 5000:127.0.0.1:5000 198.51.100.7\n\n"
            "goto-token: waiting for the answer on port 5000; Ctrl+C ends it\n");
}

TEST(AnnounceWait, SaysNothingWhenQuiet) {
  Config config;
  config.ssh_host = "198.51.100.7";
  EXPECT_EQ(announce(config, Verbosity::Quiet), "");
}

void expect_page(const RedirectPage& page, int status, Outcome outcome, const std::string& title,
                 const std::string& message, const std::string& next) {
  EXPECT_EQ(page.status, status);
  EXPECT_EQ(page.outcome, outcome);
  EXPECT_EQ(page.title, title);
  EXPECT_EQ(page.message, message);
  EXPECT_EQ(page.next, next);
}

TEST(Pages, SayThatItWorked) {
  expect_page(make_success_page(), 200, Outcome::Good, "You are signed in",
              "goto-token has received the access token.",
              "You can close this page and go back to the terminal.");
}

TEST(Pages, SayWhyThereIsNoToken) {
  const std::string message = "The sign-in itself worked, but goto-token got no token: why.";
  expect_page(make_failure_page(Error(ExitCode::Network, "why", "do this")), 502, Outcome::Bad,
              "Sign-in failed", message, "What to do: do this.");
  expect_page(make_failure_page(Error(ExitCode::Network, "why")), 502, Outcome::Bad, "Sign-in failed",
              message, "Run goto-token again in the terminal.");
}

Failure failure_for(const AuthorizationError& refusal) {
  return failure_of([&]() -> int { throw make_authorization_failure(refusal); });
}

struct Refusal {
  std::string error;
  std::string description;
  std::string explanation;
  std::string hint;
};

TEST(AuthorizationFailure, SaysTheServersWordsAndWhatToDo) {
  for (const auto& [error, description, explanation, hint] : std::vector<Refusal>{
           {"access_denied", "", "access_denied", "run it again and choose Allow to give access"},
           {"access_denied", "No.", "access_denied: No.", "run it again and choose Allow to give access"},
           {"invalid_scope", "", "invalid_scope", "ask only for scopes that are enabled on the client"},
           {"unauthorized_client", "", "unauthorized_client",
            "check that the client may use the authorization code grant"},
           {"made_up", "<b>\x1b[31m", "made_up: <b>?[31m", ""},
           {"e\n", std::string(301, 'x'), "e?: " + std::string(300, 'x') + "…", ""},
       }) {
    const AuthorizationError refusal{Kind::ErrorResponse, error, description};
    EXPECT_EQ(failure_for(refusal),
              (Failure{ExitCode::AuthorizationFailed, "authorization refused: " + explanation, hint}));
    expect_page(make_refused_page(refusal), 200, Outcome::Bad, "Sign-in refused",
                "The authorization server gave no access: " + explanation + ".",
                hint.empty() ? "Run goto-token again in the terminal." : "What to do: " + hint + ".");
  }
}

TEST(AuthorizationFailure, SaysThatThePromisedIssuerIsMissing) {
  const AuthorizationError refusal{Kind::IssuerMissing, "", ""};
  const std::string explanation =
      "issuer mismatch: the response names no issuer, although the server's metadata promises one";
  const std::string hint = "do not go on: someone may be mixing up authorization servers (RFC 9207)";
  EXPECT_EQ(failure_for(refusal), (Failure{ExitCode::AuthorizationFailed, explanation, hint}));
  expect_page(make_refused_page(refusal), 400, Outcome::Bad, "Sign-in refused",
              "The authorization server gave no access: " + explanation + ".", "What to do: " + hint + ".");
}

TEST(AuthorizationFailure, NamesAnIssuerThatWasNotAsked) {
  const AuthorizationError refusal{Kind::IssuerMismatch, "https://evil.example\x1b", ""};
  const std::string explanation =
      "issuer mismatch: the response names 'https://evil.example?', which is not the server that was asked";
  const std::string hint = "do not go on: someone may be mixing up authorization servers (RFC 9207)";
  EXPECT_EQ(failure_for(refusal), (Failure{ExitCode::AuthorizationFailed, explanation, hint}));
  expect_page(make_refused_page(refusal), 400, Outcome::Bad, "Sign-in refused",
              "The authorization server gave no access: " + explanation + ".", "What to do: " + hint + ".");
}

}  // namespace
}  // namespace goto_token
