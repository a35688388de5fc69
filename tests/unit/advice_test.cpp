#include "goto_token/commands/advice.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

namespace goto_token {
namespace {

const std::vector<std::string> kTraces = {
    "OAUTH_CLIENT_SECRET in .env: the value has quotes around it; remove them",
    "OAUTH_CLIENT_IDD in .env: not a key of goto-token; did you mean OAUTH_CLIENT_ID"};

Failure advised(const Error& error, const std::vector<std::string>& traces = {},
                const CommandLine& command_line = {}) {
  const Error advice = advise(error, command_line, traces);
  return {advice.code(), advice.what(), advice.hint()};
}

TEST(Advice, NamesDoctorWhereItKnowsMore) {
  CommandLine with_options;
  with_options.options = {"--output", "--profile", "--ca-file", "--verbose"};
  for (const ExitCode code :
       {ExitCode::Configuration, ExitCode::Network, ExitCode::CannotListen, ExitCode::TokenStore}) {
    EXPECT_EQ(advised(Error(code, "what"), kTraces),
              (Failure{code, "what", "goto-token doctor checks the set-up"}));
    EXPECT_EQ(advised(Error(code, "what"), {}, with_options),
              (Failure{code, "what",
                       "goto-token doctor with the same options (--ca-file, --profile) checks the set-up"}));
    EXPECT_EQ(advised(Error(code, "what", "do this"), kTraces), (Failure{code, "what", "do this"}));
  }
}

TEST(Advice, LeavesOtherErrorsAlone) {
  for (const ExitCode code : {ExitCode::Failure, ExitCode::Usage, ExitCode::AuthorizationFailed,
                              ExitCode::TimedOut, ExitCode::TokenRefused, ExitCode::LoginRequired,
                              ExitCode::NotExecutable, ExitCode::CommandNotFound}) {
    EXPECT_EQ(advised(Error(code, "what")), (Failure{code, "what", ""}));
  }
}

TEST(Advice, RepeatsTheTracesOfAMistakeWhereTheServerRefuses) {
  EXPECT_EQ(
      advised(Error(ExitCode::TokenRefused, "what", "check the secret"), kTraces),
      (Failure{ExitCode::TokenRefused, "what",
               "this may be why: OAUTH_CLIENT_SECRET in .env: the value has quotes around it; remove them; "
               "also OAUTH_CLIENT_IDD in .env: not a key of goto-token; did you mean OAUTH_CLIENT_ID; "
               "otherwise check the secret"}));
  EXPECT_EQ(
      advised(Error(ExitCode::TokenRefused, "what"), {kTraces.front()}),
      (Failure{ExitCode::TokenRefused, "what",
               "this may be why: OAUTH_CLIENT_SECRET in .env: the value has quotes around it; remove them"}));
  EXPECT_EQ(advised(Error(ExitCode::TokenRefused, "what", "check the secret")),
            (Failure{ExitCode::TokenRefused, "what", "check the secret"}));
}

}  // namespace
}  // namespace goto_token
