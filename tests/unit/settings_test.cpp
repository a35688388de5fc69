#include "goto_token/config/settings.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

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
  folder().write(".env", "A=file\nB=file\n");
  const Settings settings({{"A", "process"}, {"C", "process"}}, std::nullopt);
  EXPECT_EQ(find(settings, "A"), "process (A in the environment)");
  EXPECT_EQ(find(settings, "B"), "file (B in .env)");
  EXPECT_EQ(find(settings, "C"), "process (C in the environment)");
  EXPECT_EQ(settings.env_file(), ".env");
}

TEST_F(SettingsTest, CountAnEmptyValueAsNotSet) {
  folder().write(".env", "A=file\nB=\nC=''\n");
  const Settings settings({{"A", ""}, {"B", ""}}, std::nullopt);
  EXPECT_EQ(find(settings, "A"), "file (A in .env)");
  EXPECT_EQ(find(settings, "B"), "");
  EXPECT_EQ(find(settings, "C"), "");
}

TEST_F(SettingsTest, FindTheFileInTheWorkingFolderThenInTheConfigurationFolder) {
  const std::string home = folder().path("home");
  const std::string xdg = folder().path("xdg");
  const Environment with_home = {{"HOME", home}};
  const Environment with_both = {{"HOME", home}, {"XDG_CONFIG_HOME", xdg}};
  EXPECT_EQ(Settings(with_both, std::nullopt).env_file(), "");
  folder().write("home/.config/goto-token/.env", "A=home\n");
  EXPECT_EQ(Settings(with_home, std::nullopt).env_file(), home + "/.config/goto-token/.env");
  EXPECT_EQ(Settings(with_both, std::nullopt).env_file(), "") << "XDG_CONFIG_HOME replaces ~/.config";
  folder().write("xdg/goto-token/.env", "A=xdg\n");
  EXPECT_EQ(Settings(with_both, std::nullopt).env_file(), xdg + "/goto-token/.env");
  folder().write(".env", "A=here\n");
  EXPECT_EQ(Settings(with_both, std::nullopt).env_file(), ".env");
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

TEST_F(SettingsTest, IgnoreAFolderNamedLikeTheFile) {
  folder().write(".env/inside", "");
  EXPECT_EQ(Settings({}, std::nullopt).env_file(), "");
}

TEST_F(SettingsTest, TakeTheNamedFileOnly) {
  folder().write(".env", "A=found\nB=found\n");
  const std::string named = folder().write("named.env", "A=named\n");
  const Settings settings({}, named);
  EXPECT_EQ(settings.env_file(), named);
  EXPECT_EQ(find(settings, "A"), "named (A in " + named + ")");
  EXPECT_EQ(find(settings, "B"), "");
}

TEST_F(SettingsTest, FailForAFileThatCannotBeRead) {
  EXPECT_EQ(failure_of([] { return Settings({}, "missing.env"); }),
            (Failure{ExitCode::Configuration,
                     "cannot read the env file 'missing.env': No such file or directory", ""}));
  EXPECT_EQ(failure_of([] { return Settings({}, "."); }),
            (Failure{ExitCode::Configuration, "cannot read the env file '.': Is a directory", ""}));
  folder().write(".env", std::string(1024UL * 1024UL + 1, '#'));
  EXPECT_EQ(failure_of([] { return Settings({}, std::nullopt); }),
            (Failure{ExitCode::Configuration, "cannot read the env file '.env': File too large", ""}));
}

TEST_F(SettingsTest, FindASecretUnderItsKey) {
  folder().write(".env", "OAUTH_CLIENT_SECRET='a+b#c'\n");
  EXPECT_EQ(find_secret(Settings({}, std::nullopt), "OAUTH_CLIENT_SECRET"),
            "a+b#c (OAUTH_CLIENT_SECRET in .env)");
  EXPECT_EQ(find_secret(Settings({{"OAUTH_CLIENT_SECRET", "x"}}, std::nullopt), "OAUTH_CLIENT_SECRET"),
            "x (OAUTH_CLIENT_SECRET in the environment)");
}

TEST_F(SettingsTest, FindASecretInTheFileThatItsKeyNames) {
  struct Case {
    std::string text;
    std::string secret;
  };
  for (const auto& [text, secret] : std::vector<Case>{{"s", "s"},
                                                      {"s\n", "s"},
                                                      {"s\r\n", "s"},
                                                      {"s\n\n", "s\n"},
                                                      {" s \n", " s "},
                                                      {"A=s # no env file\n", "A=s # no env file"},
                                                      {"s\r", "s\r"}}) {
    folder().write("secret", text);
    const Settings settings({{"OAUTH_CLIENT_SECRET_FILE", "secret"}}, std::nullopt);
    EXPECT_EQ(find_secret(settings, "OAUTH_CLIENT_SECRET"),
              secret + " (OAUTH_CLIENT_SECRET_FILE in the environment)");
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

TEST_F(SettingsTest, FailForASecretInBothForms) {
  folder().write(".env", "OAUTH_CLIENT_SECRET_FILE=secret\n");
  const Settings settings({{"OAUTH_CLIENT_SECRET", "s"}}, std::nullopt);
  EXPECT_EQ(
      failure_of([&] { return settings.find_secret("OAUTH_CLIENT_SECRET"); }),
      (Failure{
          ExitCode::Configuration,
          "OAUTH_CLIENT_SECRET in the environment and OAUTH_CLIENT_SECRET_FILE in .env exclude each other",
          "remove one of the two"}));
}

TEST_F(SettingsTest, FailForASecretFileWithoutASecret) {
  const Settings settings({{"OAUTH_CLIENT_SECRET_FILE", "secret"}}, std::nullopt);
  const auto failure = [&] {
    return failure_of([&] { return settings.find_secret("OAUTH_CLIENT_SECRET"); });
  };
  const std::string origin = "OAUTH_CLIENT_SECRET_FILE in the environment: ";
  EXPECT_EQ(failure(), (Failure{ExitCode::Configuration,
                                origin + "cannot read 'secret': No such file or directory", ""}));
  for (const auto* const text : {"", "\n", "\r\n"}) {
    folder().write("secret", text);
    EXPECT_EQ(failure(), (Failure{ExitCode::Configuration, origin + "'secret' is empty", ""}));
  }
  folder().write("secret", std::string(64UL * 1024UL + 1, 's'));
  EXPECT_EQ(failure(),
            (Failure{ExitCode::Configuration, origin + "cannot read 'secret': File too large", ""}));
}

TEST_F(SettingsTest, TakeStandardVariablesFromTheEnvironmentOnly) {
  folder().write(".env", "BROWSER=evil\nHTTPS_PROXY=evil\n");
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
                           {"OAUTH_REFRESH_TOKEN", "s"}},
                          std::nullopt);
  EXPECT_EQ(settings.child_environment(),
            (std::vector<std::string>{"EMPTY=", "EQUALS=a=b", "OAUTH_CLIENT_ID=id", "PATH=/bin"}));
}

}  // namespace
}  // namespace goto_token
