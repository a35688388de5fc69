#include "goto_token/config/grants.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/keys.hpp"
#include "support/failure.hpp"
#include "support/usage.hpp"

namespace goto_token {
namespace {

TEST(Grants, HaveTheNamesThatTheOptionOffers) {
  const std::vector<std::string> words = split_words(find_option("--grant")->words);
  EXPECT_EQ(words, grant_names());
  for (const std::string& word : words) {
    const Grant* const grant = find_grant(word);
    ASSERT_NE(grant, nullptr) << word;
    EXPECT_EQ(grant->name, word);
    EXPECT_EQ(find_grant_by_type(grant->grant_type), grant);
  }
}

TEST(Grants, HaveNoOtherNames) {
  for (const auto* const name : {"", "authorization_code", "Refresh-Token", "refresh-token "}) {
    EXPECT_EQ(find_grant(name), nullptr) << name;
  }
}

TEST(Grants, HaveASignInOrParametersAndStoreWhatAPersonSignedInFor) {
  for (const Grant& grant : all_grants()) {
    EXPECT_NE(grant.sign_in.has_value(), grant.make_parameters != nullptr) << grant.name;
    EXPECT_EQ(grant.uses_store, grant.sign_in.has_value()) << grant.name;
  }
}

TEST(Grants, PresentSecretsOfTheTableOfKeys) {
  for (const Grant& grant : all_grants()) {
    EXPECT_TRUE(grant.secret_key.empty() || is_secret_key(grant.secret_key)) << grant.name;
  }
}

TEST(Grants, MakeTheParametersOfTheirGrantTypeUnlessASignInDoes) {
  for (const Grant& grant : all_grants()) {
    if (grant.make_parameters != nullptr) {
      Config config;
      config.grant_secret = Secret("the-secret");
      EXPECT_EQ(find_parameter(grant.make_parameters(config), "grant_type"), grant.grant_type);
    }
  }
}

TEST(Grants, AreForLoginOnlyIfTheirTokensAreStored) {
  CommandLine command_line;
  for (const Grant& grant : all_grants()) {
    command_line.grant = grant.name;
    command_line.action = Action::FetchToken;
    EXPECT_NO_THROW(require_stored_grant(command_line));
    command_line.action = Action::LogIn;
    const Failure failure = failure_of([&] {
      require_stored_grant(command_line);
      return 0;
    });
    const Failure failed = {
        ExitCode::Usage,
        "--grant: login keeps what a person signed in for; '" + std::string(grant.name) + "' needs no login",
        "see goto-token login --help"};
    EXPECT_EQ(failure, grant.uses_store ? (Failure{ExitCode::Success, "nothing failed", ""}) : failed);
  }
}

TEST(Grants, LeaveOptionsIdleThatAreForASignIn) {
  const auto idle = [](const Arguments& arguments, const char* grant) {
    return find_idle_options(parse_command_line(arguments), *find_grant(grant));
  };
  const std::string none = " does nothing: the grant ";
  EXPECT_EQ(idle({"--listen=127.0.0.1"}, "device-code"),
            Arguments{"--listen" + none + "device-code has no redirect"});
  EXPECT_EQ(idle({"--paste"}, "refresh-token"),
            Arguments{"--paste" + none + "refresh-token has no redirect"});
  EXPECT_EQ(idle({"--authorize-param=a=b"}, "device-code"), Arguments{});
  EXPECT_EQ(idle({"--paste", "--authorize-param=a=b"}, "authorization-code"), Arguments{});
  EXPECT_EQ(idle({"status", "--paste", "--authorize-param=a=b"}, "client-credentials"), Arguments{});
}

}  // namespace
}  // namespace goto_token
