#include "goto_token/config/settings.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/captured_output.hpp"
#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

/// In an empty working folder, without a home.
class SettingsTest : public testing::Test {
 protected:
  const TemporaryFolder& folder() const { return folder_; }

  /// `value (origin)` of a key; empty when it is not set.
  static std::string find(const Settings& settings, std::string_view key) {
    const auto setting = settings.find(key);
    return setting ? setting->value + " (" + setting->origin + ")" : "";
  }

  static std::string find_secret(const Settings& settings, const std::string& key) {
    const auto secret = settings.find_secret(key);
    return secret ? std::string(secret->value.reveal()) + " (" + secret->origin + ")" : "";
  }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

TEST_F(SettingsTest, AreEmptyWithoutEnvironmentAndFile) {
  const Settings settings({}, std::nullopt);
  EXPECT_EQ(find(settings, "OAUTH_CLIENT_ID"), "");
  EXPECT_EQ(find_secret(settings, "OAUTH_CLIENT_SECRET"), "");
  EXPECT_EQ(settings.env_file(), "");
  EXPECT_FALSE(settings.is_env_file_exposed());
}

TEST_F(SettingsTest, TakeTheEnvironmentBeforeTheFile) {
  folder().write(".env", "A=file\nB=file\nOAUTH_SCOPE=\n");
  const Settings settings({{"A", "process"}, {"C", "process"}}, std::nullopt);
  EXPECT_EQ(find(settings, "A"), "process (A in the environment)");
  EXPECT_EQ(find(settings, "B"), "file (B in .env)");
  EXPECT_EQ(find(settings, "C"), "process (C in the environment)");
  EXPECT_EQ(settings.env_file(), ".env");
}

TEST_F(SettingsTest, CountAnEmptyValueAsNotSet) {
  folder().write(".env", "A=file\nB=\nC=''\nOAUTH_SCOPE=\n");
  const Settings settings({{"A", ""}, {"B", ""}}, std::nullopt);
  EXPECT_EQ(find(settings, "A"), "file (A in .env)");
  EXPECT_EQ(find(settings, "B"), "");
  EXPECT_EQ(find(settings, "C"), "");
}

TEST_F(SettingsTest, IgnoreARelativeOrEmptyConfigurationFolder) {
  folder().write("home/.config/goto-token/.env", "A=home\n");
  folder().write("relative/goto-token/.env", "A=relative\n");
  for (const auto* const xdg : {"relative", "./relative", ""}) {
    const Settings settings({{"HOME", folder().path("home")}, {"XDG_CONFIG_HOME", xdg}}, std::nullopt);
    EXPECT_EQ(settings.env_file(), folder().path("home/.config/goto-token/.env")) << xdg;
  }
}

TEST_F(SettingsTest, IgnoreARelativeOrEmptyHome) {
  folder().write(".config/goto-token/.env", "A=here\n");
  for (const auto* const home : {".", "..", "./", "home", "~", ""}) {
    const Settings settings({{"HOME", home}}, std::nullopt);
    EXPECT_EQ(settings.env_file(), "") << home;
    EXPECT_EQ(settings.find_user_folder("XDG_STATE_HOME", ".local/state"), std::nullopt) << home;
  }
  const Settings with_state({{"HOME", "."}, {"XDG_STATE_HOME", "/state"}}, std::nullopt);
  EXPECT_EQ(with_state.find_user_folder("XDG_STATE_HOME", ".local/state"), "/state/goto-token");
}

TEST_F(SettingsTest, TakeTheNamedFileOnly) {
  folder().write(".env", "OAUTH_SCOPE=found\nA=found\nB=found\n");
  const std::string named = folder().write("named.env", "A=named\n");
  const Settings settings({}, named);
  EXPECT_EQ(settings.env_file(), named);
  EXPECT_EQ(find(settings, "A"), "named (A in " + named + ")");
  EXPECT_EQ(find(settings, "B"), "");
}

TEST_F(SettingsTest, FindASecretUnderItsKey) {
  folder().write(".env", "OAUTH_CLIENT_SECRET='a+b#c'\n");
  EXPECT_EQ(find_secret(Settings({}, std::nullopt), "OAUTH_CLIENT_SECRET"),
            "a+b#c (OAUTH_CLIENT_SECRET in .env)");
  EXPECT_EQ(find_secret(Settings({{"OAUTH_CLIENT_SECRET", "x"}}, std::nullopt), "OAUTH_CLIENT_SECRET"),
            "x (OAUTH_CLIENT_SECRET in the environment)");
}

TEST_F(SettingsTest, FindASecretInTheFileThatItsKeyNames) {
  folder().write("secret", "s\n");
  const Settings settings({{"OAUTH_CLIENT_SECRET_FILE", "secret"}}, std::nullopt);
  EXPECT_EQ(find_secret(settings, "OAUTH_CLIENT_SECRET"), "s (OAUTH_CLIENT_SECRET_FILE in the environment)");
}

TEST_F(SettingsTest, FindAPathBelowTheHomeFolderOrBesideTheEnvFile) {
  struct Case {
    std::string env_file;
    std::string path;
    std::string in_file;
    std::string in_environment;
  };
  const std::string home = folder().path("home");
  for (const auto& [env_file, path, in_file, in_environment] :
       std::vector<Case>{{".env", "ca.pem", "ca.pem", "ca.pem"},
                         {"sub/my.env", "ca.pem", "sub/ca.pem", "ca.pem"},
                         {"sub/my.env", "../ca.pem", "sub/../ca.pem", "../ca.pem"},
                         {"sub/my.env", "/ca.pem", "/ca.pem", "/ca.pem"},
                         {"sub/my.env", "~/ca.pem", home + "/ca.pem", home + "/ca.pem"},
                         {"sub/my.env", "~other/ca.pem", "sub/~other/ca.pem", "~other/ca.pem"},
                         {folder().path("my.env"), "a/ca.pem", folder().path("a/ca.pem"), "a/ca.pem"}}) {
    folder().write(env_file.starts_with('/') ? "my.env" : env_file, "OAUTH_CA_FILE=" + path + "\n");
    EXPECT_EQ(Settings({{"HOME", home}}, env_file).find_path("OAUTH_CA_FILE")->value, in_file);
    const Settings from_environment({{"HOME", home}, {"OAUTH_CA_FILE", path}}, env_file);
    EXPECT_EQ(from_environment.find_path("OAUTH_CA_FILE")->value, in_environment);
  }
  EXPECT_FALSE(Settings({}, std::nullopt).find_path("OAUTH_CLIENT_SECRET_FILE"));
}

TEST_F(SettingsTest, FindAPathInTheWorkingFolderWhereTheEnvFileHasNoFolder) {
  Pipe pipe = make_pipe();
  ASSERT_EQ(write_all(pipe.write_end.number(), "OAUTH_CA_FILE=ca.pem\n"), 0);
  pipe.write_end.close();
  const Settings settings({}, "/dev/fd/" + std::to_string(pipe.read_end.number()));
  EXPECT_EQ(settings.find_path("OAUTH_CA_FILE")->value, "ca.pem");
}

TEST_F(SettingsTest, LeaveATildeWhereThereIsNoHome) {
  for (const Environment& environment : {Environment(), Environment{{"HOME", "."}}}) {
    Environment with_path = environment;
    with_path.emplace("OAUTH_CA_FILE", "~/ca.pem");
    EXPECT_EQ(Settings(with_path, std::nullopt).find_path("OAUTH_CA_FILE")->value, "~/ca.pem");
  }
}

TEST_F(SettingsTest, TellWhetherOthersCanReadTheFileOfASecret) {
  for (const auto& [mode, others_can_read] : {std::pair{0600U, false}, {0640U, true}}) {
    folder().write("secret", "s", mode);
    const Settings settings({{"OAUTH_CLIENT_SECRET_FILE", "secret"}}, std::nullopt);
    EXPECT_EQ(settings.find_secret("OAUTH_CLIENT_SECRET")->others_can_read, others_can_read);
  }
}

TEST_F(SettingsTest, ReadTheFileOfASecretOnce) {
  const Settings settings({{"OAUTH_CLIENT_SECRET_FILE", "secret"}}, std::nullopt);
  folder().write("secret", "first");
  EXPECT_EQ(settings.find_secret("OAUTH_CLIENT_SECRET")->value.reveal(), "first");
  folder().write("secret", "second");
  EXPECT_EQ(settings.find_secret("OAUTH_CLIENT_SECRET")->value.reveal(), "first");
}

TEST_F(SettingsTest, TakeEitherFormOfASecretInTheEnvironmentBeforeTheFile) {
  folder().write("a", "from a file");
  const std::string value = "OAUTH_CLIENT_SECRET";
  const std::string path = "OAUTH_CLIENT_SECRET_FILE";
  folder().write(".env", path + "=missing\n");
  EXPECT_EQ(find_secret(Settings({{value, "s"}}, std::nullopt), value),
            "s (OAUTH_CLIENT_SECRET in the environment)");
  EXPECT_EQ(find_secret(Settings({{value, ""}, {path, "a"}}, std::nullopt), value),
            "from a file (OAUTH_CLIENT_SECRET_FILE in the environment)");
  folder().write(".env", value + "=in the env file\n");
  EXPECT_EQ(find_secret(Settings({{path, "a"}}, std::nullopt), value),
            "from a file (OAUTH_CLIENT_SECRET_FILE in the environment)");
  EXPECT_EQ(find_secret(Settings({{path, ""}}, std::nullopt), value),
            "in the env file (OAUTH_CLIENT_SECRET in .env)");
}

TEST_F(SettingsTest, FailForASecretInBothFormsInOnePlace) {
  const auto failure = [](const std::string& place) {
    return Failure{ExitCode::Configuration,
                   "OAUTH_CLIENT_SECRET in " + place + " and OAUTH_CLIENT_SECRET_FILE in " + place +
                       " exclude each other",
                   "remove one of the two"};
  };
  const Environment both = {{"OAUTH_CLIENT_SECRET", "s"}, {"OAUTH_CLIENT_SECRET_FILE", "a"}};
  const Settings in_environment(both, std::nullopt);
  EXPECT_EQ(failure_of([&] { return in_environment.find_secret("OAUTH_CLIENT_SECRET"); }),
            failure("the environment"));
  folder().write(".env", "OAUTH_CLIENT_SECRET=s\nOAUTH_CLIENT_SECRET_FILE=a\n");
  const Settings in_file({{"OAUTH_CLIENT_SECRET", "s"}}, std::nullopt);
  EXPECT_EQ(failure_of([&] { return in_file.find_secret("OAUTH_CLIENT_SECRET"); }), failure(".env"));
  EXPECT_EQ(in_file.find_first_forms("OAUTH_CLIENT_SECRET").value->value, "s");
}

TEST_F(SettingsTest, KnowTheProfileThatAnOptionOrTheEnvironmentNames) {
  EXPECT_EQ(Settings({}, std::nullopt).profile(), std::nullopt);
  EXPECT_EQ(Settings({{"OAUTH_PROFILE", "a"}}, std::nullopt).profile(), "a");
  EXPECT_EQ(Settings({{"OAUTH_PROFILE", "a"}}, std::nullopt, "b").profile(), "b");
  EXPECT_EQ(Settings({{"OAUTH_PROFILE", "../a"}}, std::nullopt).profile(), std::nullopt);
  folder().write(".env", "OAUTH_PROFILE=a\n");
  EXPECT_EQ(Settings({}, std::nullopt).profile(), std::nullopt);
}

TEST_F(SettingsTest, LookForTheFileOfTheProfile) {
  const std::string profile = folder().write("goto-token/a.env", "OAUTH_SCOPE=a\n");
  folder().write(".env", "OAUTH_SCOPE=b\n");
  const Environment environment = {{"XDG_CONFIG_HOME", folder().path()}};
  EXPECT_EQ(Settings(environment, std::nullopt, "a").env_file(), profile);
  EXPECT_EQ(Settings(environment, std::nullopt).env_file(), ".env");
}

TEST_F(SettingsTest, TakeStandardVariablesFromTheEnvironmentOnly) {
  folder().write(".env", "OAUTH_SCOPE=a\nBROWSER=evil\nHTTPS_PROXY=evil\n");
  const Settings settings({{"BROWSER", "firefox"}, {"EMPTY", ""}}, std::nullopt);
  EXPECT_EQ(settings.find_in_environment("BROWSER"), "firefox");
  EXPECT_EQ(settings.find_in_environment("HTTPS_PROXY"), std::nullopt);
  EXPECT_EQ(settings.find_in_environment("EMPTY"), std::nullopt);
}

TEST_F(SettingsTest, AreExposedWhereOthersCanReadASecretInTheFile) {
  struct Case {
    std::string text;
    mode_t mode;
    bool exposed;
  };
  for (const auto& [text, mode, exposed] : std::vector<Case>{
           {"OAUTH_CLIENT_SECRET=s\n", 0644, true},
           {"OAUTH_CLIENT_SECRET=s\n", 0640, true},
           {"OAUTH_CLIENT_SECRET=s\n", 0604, true},
           {"OAUTH_REFRESH_TOKEN=s\n", 0644, true},
           {"OAUTH_PERSONAL_ACCESS_TOKEN=s\n", 0644, true},
           {"OAUTH_CLIENT_SECRET=s\n", 0600, false},
           {"OAUTH_CLIENT_SECRET=s\n", 0622, false},
           {"OAUTH_CLIENT_SECRET=\n", 0644, false},
           {"OAUTH_CLIENT_SECRET_FILE=f\n", 0644, false},
           {"OAUTH_CLIENT_ID=id\n", 0644, false},
       }) {
    folder().write(".env", text, mode);
    EXPECT_EQ(Settings({}, std::nullopt).is_env_file_exposed(), exposed) << text << std::oct << mode;
  }
}

TEST_F(SettingsTest, GiveChildrenTheEnvironmentWithoutOurSecretsAndWithoutTheFile) {
  folder().write(".env", "OAUTH_CLIENT_SECRET=file\nFROM_FILE=1\n");
  const Settings settings({{"PATH", "/bin"},
                           {"EMPTY", ""},
                           {"EQUALS", "a=b"},
                           {"OAUTH_CLIENT_ID", "id"},
                           {"OAUTH_CLIENT_SECRET", "s"},
                           {"OAUTH_PERSONAL_ACCESS_TOKEN", "s"},
                           {"OAUTH_REFRESH_TOKEN", "s"},
                           {"OAUTH_TOKEN_PARAMS", "pin=s"}},
                          std::nullopt);
  EXPECT_EQ(settings.child_environment(),
            (std::vector<std::string>{"EMPTY=", "EQUALS=a=b", "OAUTH_CLIENT_ID=id", "PATH=/bin"}));
}

}  // namespace
}  // namespace goto_token
