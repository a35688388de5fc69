#include "goto_token/config/missing_key.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

const std::string kOrInit = "; goto-token init asks for a whole set-up, and writes a file of its own";

const Key& key_named(std::string_view name) {
  return *std::find_if(all_keys().begin(), all_keys().end(),
                       [&](const Key& key) { return key.name == name; });
}

/// In an empty working folder, with a home.
class MissingKeyTest : public testing::Test {
 protected:
  const TemporaryFolder& folder() const { return folder_; }

  Settings settings(Environment environment = {},
                    const std::optional<std::string>& profile = std::nullopt) const {
    environment.emplace("HOME", folder_.path("home"));
    return Settings(std::move(environment), std::nullopt, profile);
  }

  static Failure failure(const Settings& settings, const std::string& name = "OAUTH_CLIENT_ID") {
    return failure_of([&]() -> int { fail_missing_key(key_named(name), settings); });
  }

  static Failure failed(const std::string& where, const std::string& hint) {
    return {ExitCode::Configuration, "OAUTH_CLIENT_ID is not set: " + where, hint};
  }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

TEST_F(MissingKeyTest, ProposesInitWhereNoEnvFileWasFound) {
  const std::string nowhere = "the environment does not name it, and no env file was found";
  EXPECT_EQ(failure(settings()),
            failed(nowhere, "goto-token init asks for it and writes ~/.config/goto-token/.env"));
  EXPECT_EQ(
      failure(settings({}, "work")),
      failed(nowhere, "goto-token init --profile work asks for it and writes ~/.config/goto-token/work.env"));
  EXPECT_EQ(failure(settings({{"XDG_CONFIG_HOME", "/xdg"}})),
            failed(nowhere, "goto-token init asks for it and writes /xdg/goto-token/.env"));
  EXPECT_EQ(failure(Settings({}, std::nullopt)),
            failed(nowhere, "set OAUTH_CLIENT_ID in the environment, or name an env file with --env-file"));
}

TEST_F(MissingKeyTest, NamesTheFileThatLacksIt) {
  folder().write(".env", "OAUTH_SCOPE=a\n");
  EXPECT_EQ(failure(settings()), failed("the environment does not name it, nor does .env",
                                        "add OAUTH_CLIENT_ID to .env" + kOrInit));
}

TEST_F(MissingKeyTest, SaysWhereItIsEmpty) {
  folder().write(".env", "OAUTH_CLIENT_ID=\n");
  EXPECT_EQ(failure(settings()), failed("the environment does not name it, and .env leaves it empty",
                                        "fill in OAUTH_CLIENT_ID in .env" + kOrInit));
  EXPECT_EQ(failure(settings({{"OAUTH_CLIENT_ID", ""}})),
            failed("the environment leaves it empty, and .env leaves it empty",
                   "fill in OAUTH_CLIENT_ID in .env" + kOrInit));
  folder().write(".env", "OAUTH_SCOPE=\n");
  EXPECT_EQ(failure(settings({{"OAUTH_CLIENT_ID", ""}})),
            failed("the environment leaves it empty, and .env does not name it",
                   "add OAUTH_CLIENT_ID to .env" + kOrInit));
}

TEST_F(MissingKeyTest, NamesTheFilesThatWerePassedOver) {
  folder().write(".env", "A=1\n");
  EXPECT_EQ(
      failure(settings()),
      failed("the environment does not name it, and no env file was found (.env was passed over: it holds no "
             "key of goto-token)",
             "goto-token init asks for it and writes ~/.config/goto-token/.env"));
  const std::string user = folder().write("home/.config/goto-token/.env", "A=1\n");
  EXPECT_EQ(failure(settings()), failed("the environment does not name it, nor does " + user +
                                            " (.env was passed over: it holds no key of goto-token)",
                                        "add OAUTH_CLIENT_ID to " + user + kOrInit));
}

TEST_F(MissingKeyTest, NamesWhatIsNearlyTheKey) {
  folder().write(".env", "OAUTH_CLINET_ID=x\n");
  EXPECT_EQ(
      failure(settings()),
      failed("the environment does not name it, and no env file was found (.env was passed over: it holds no "
             "key of goto-token, but OAUTH_CLINET_ID)",
             "in .env, rename OAUTH_CLINET_ID to OAUTH_CLIENT_ID"));
  folder().write(".env", "OAUTH_CLINET_ID=x\nOAUTH_SCOPE=a\n");
  EXPECT_EQ(failure(settings()),
            failed("the environment does not name it, and .env names OAUTH_CLINET_ID instead",
                   "in .env, rename OAUTH_CLINET_ID to OAUTH_CLIENT_ID"));
  folder().write(".env", "OAUTH_SCOPE=a\n");
  EXPECT_EQ(failure(settings({{"oauth_client_id", "x"}})),
            failed("the environment names oauth_client_id instead, and .env does not name it",
                   "in the environment, rename oauth_client_id to OAUTH_CLIENT_ID"));
}

TEST_F(MissingKeyTest, NamesAFileInUtf16) {
  constexpr std::string_view kText("O\0A\0U\0T\0H\0_\0S\0C\0O\0P\0E\0=\0", 24);
  folder().write(".env", kText);
  EXPECT_EQ(
      failure(settings()),
      failed("the environment does not name it, and no env file was found (.env was passed over: it is in "
             "UTF-16)",
             "save .env as UTF-8"));
  const std::string user = folder().write("home/.config/goto-token/.env", kText);
  folder().write(".env", "A=1\n");
  EXPECT_EQ(failure(settings()),
            failed("the environment does not name it, and " + user +
                       " is in UTF-16 (.env was passed over: it holds no key of goto-token)",
                   "save " + user + " as UTF-8"));
}

TEST_F(MissingKeyTest, OffersBothFormsOfASecret) {
  const std::string name = "OAUTH_REFRESH_TOKEN";
  const Failure nowhere{ExitCode::Configuration,
                        name + " is not set: the environment does not name it, and no env file was found",
                        "set " + name + ", or " + name + "_FILE to the path of a file that holds it"};
  EXPECT_EQ(failure(settings(), name), nowhere);
  folder().write(".env", "OAUTH_CLIENT_ID=id\n");
  EXPECT_EQ(failure(settings(), name).hint,
            "add " + name + " to .env, or " + name + "_FILE with the path of a file that holds it");
  EXPECT_EQ(failure(settings({{"OAUTH_REFERSH_TOKEN_FILE", "x"}}), name).hint,
            "in the environment, rename OAUTH_REFERSH_TOKEN_FILE to OAUTH_REFRESH_TOKEN_FILE");
}

}  // namespace
}  // namespace goto_token
