#include "goto_token/config/traces.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using namespace std::string_literals;

using Lines = std::vector<std::string>;

/// In an empty working folder.
class TracesTest : public testing::Test {
 protected:
  const TemporaryFolder& folder() const { return folder_; }

  static Lines of_environment(const Environment& environment) {
    return find_traces(Settings(environment, std::nullopt));
  }

  /// Those of an env file that holds a key of ours beside the text.
  Lines of_file(const std::string& text, const Environment& environment = {}) const {
    folder_.write(".env", text + "\nOAUTH_TIMEOUT=1\n");
    return of_environment(environment);
  }

  /// Those of a secret's file that was read.
  Lines of_secret_file(const std::string& text) const {
    folder_.write("secret", text);
    const Settings settings({{"OAUTH_CLIENT_SECRET_FILE", "secret"}}, std::nullopt);
    EXPECT_TRUE(settings.find_secret("OAUTH_CLIENT_SECRET"));
    return find_traces(settings);
  }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

TEST_F(TracesTest, AreNoneWhereAllIsWell) {
  EXPECT_EQ(of_environment({{"OAUTH_CLIENT_ID", "id"}, {"OAUTH_OF_OTHERS", "'x'"}, {"PATH", " "}}), Lines());
  EXPECT_EQ(
      of_file("# comment\nOAUTH_CLIENT_SECRET=\"a#b'c\" # secret\nexport OAUTH_SCOPE: a b\nOTHER=a#b\n"),
      Lines());
  EXPECT_EQ(of_secret_file("a'b\"c#d\n"), Lines());
}

TEST_F(TracesTest, TellOfNamesThatAreNearlyKeys) {
  EXPECT_EQ(of_file("OAUTH_CLINET_SECRET=s", {{"oauth_scopes", "x"}, {"OATH_SCOPE", "x"}}),
            (Lines{"OAUTH_CLINET_SECRET in .env: not a key of goto-token; did you mean OAUTH_CLIENT_SECRET",
                   "oauth_scopes in the environment: not a key of goto-token; did you mean OAUTH_SCOPE"}));
}

TEST_F(TracesTest, TellOfLinesWithoutEffect) {
  const std::string fix = "; write KEY=VALUE, or # before a comment";
  EXPECT_EQ(of_file("A=1\nhunter2"), (Lines{".env: line 2 is no assignment and without effect" + fix}));
  EXPECT_EQ(of_file("a\nb"), (Lines{".env: lines 1, 2 are no assignment and without effect" + fix}));
  EXPECT_EQ(of_file("a\nb\nc\nd\ne\nf\ng"),
            (Lines{".env: lines 1, 2, 3, 4, 5 and 2 more are no assignment and without effect" + fix}));
  EXPECT_EQ(of_file("A='1\nb\nc'\n"), Lines());
}

TEST_F(TracesTest, TellOfAFileInUtf16) {
  const std::string text = "O\0A\0U\0T\0H\0_\0S\0C\0O\0P\0E\0=\0"s;
  folder().write("named", text);
  EXPECT_EQ(find_traces(Settings({}, "named")),
            (Lines{"named: in UTF-16, so nothing in it was read; save it as UTF-8"}));
  folder().write(".env", text);
  EXPECT_EQ(of_environment({}), (Lines{".env: in UTF-16, and so passed over; save it as UTF-8"}));
  EXPECT_EQ(
      of_secret_file("s\0e\0"s),
      (Lines{".env: in UTF-16, and so passed over; save it as UTF-8",
             "the file of OAUTH_CLIENT_SECRET_FILE in the environment: in UTF-16, and used as it is; save it "
             "as UTF-8"}));
}

TEST_F(TracesTest, TellOfAFileThatWasPassedOverForANameThatIsNearlyAKey) {
  folder().write(".env", "OAUTH_CLINET_ID=x\nhunter2\nA=b#c\n");
  EXPECT_EQ(of_environment({}),
            (Lines{"OAUTH_CLINET_ID in .env: not a key of goto-token, and so the file was passed "
                   "over; did you mean OAUTH_CLIENT_ID"}));
  folder().write(".env", "A=x\nhunter2\n");
  EXPECT_EQ(of_environment({}), Lines());
}

TEST_F(TracesTest, TellOfAValueThatIsCut) {
  EXPECT_EQ(of_file("OAUTH_CLIENT_SECRET=abc#def"),
            (Lines{"OAUTH_CLIENT_SECRET in .env: the rest of the value, from its # on, counts as a comment; "
                   "put the value in "
                   "quotes if the # belongs to it"}));
  EXPECT_EQ(of_file("OAUTH_CLIENT_SECRET_FILE=#abc").size(), 1U);
  EXPECT_EQ(of_file("OAUTH_CLIENT_SECRET=abc#def", {{"OAUTH_CLIENT_SECRET", "x"}}), Lines()) << "not in use";
}

TEST_F(TracesTest, TellOfValuesThatShowTheirContainer) {
  struct Case {
    std::string value;
    std::string finding;
  };
  const std::string quotes = "the value has quotes around it, which count as part of it; remove them";
  const std::string blank = "the value has a blank or a line end around it; remove that";
  const std::string control = "the value holds a control or invisible character; copy it again";
  for (const auto& [value, finding] : std::vector<Case>{
           {"\"x\"", quotes},
           {"'x'", quotes},
           {"`x`", quotes},
           {"''", quotes},
           {"\u201Cx\u201D", quotes},
           {"\u2018x\u2019", quotes},
           {" x", blank},
           {"x\r", blank},
           {"x\n", blank},
           {"x\t", blank},
           {"\u00A0x", blank},
           {"a\tb", control},
           {"a\x1b[1mb", control},
           {"a\x7f", control},
           {"\uFEFFx", "the value begins with a byte order mark; remove that"},
       }) {
    for (const std::string key : {"OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_CA_FILE"}) {
      EXPECT_EQ(of_environment({{key, value}}), Lines{key + " in the environment: " + finding});
    }
  }
  for (const std::string value : {"'", "'x", "x'", "'x\"", "a b", "'a' b"}) {
    EXPECT_EQ(of_environment({{"OAUTH_CLIENT_SECRET", value}}), Lines()) << value;
  }
  EXPECT_EQ(of_file("OAUTH_CLIENT_SECRET='\"x\"'"), Lines{"OAUTH_CLIENT_SECRET in .env: " + quotes});
}

TEST_F(TracesTest, TellOfASecretInTheFormThatIsUsed) {
  folder().write("a", "'s'\n");
  folder().write(".env", "OAUTH_CLIENT_SECRET=' x'\n");
  const Settings settings({{"OAUTH_CLIENT_SECRET_FILE", "a"}}, std::nullopt);
  EXPECT_EQ(find_traces(settings), Lines()) << "the file was not read";
  EXPECT_TRUE(settings.find_secret("OAUTH_CLIENT_SECRET"));
  EXPECT_EQ(
      find_traces(settings),
      (Lines{"the file of OAUTH_CLIENT_SECRET_FILE in the environment: the value has quotes around it, which "
             "count as part of it; remove them"}));
}

TEST_F(TracesTest, TellOfAByteOrderMarkInASecretsFile) {
  const std::string subject = "the file of OAUTH_CLIENT_SECRET_FILE in the environment: ";
  EXPECT_EQ(of_secret_file("\uFEFFs\r\n"),
            Lines{subject + "begins with a byte order mark, which was left out; save it without"});
  EXPECT_EQ(of_secret_file("\uFEFF s"),
            (Lines{subject + "begins with a byte order mark, which was left out; save it without",
                   subject + "the value has a blank or a line end around it; remove that"}));
}

TEST_F(TracesTest, NeverFailAndNeverHoldAValue) {
  folder().write(".env",
                 "OAUTH_CLIENT_SECRET='hunter2 '\nOAUTH_CLIENT_SECRET_FILE='hunter2 '\nhunter2\n"
                 "OAUTH_REFRESH_TOKEN=hunter2#hunter2\n");
  const Lines traces = of_environment({{"OAUTH_CLIENT_ID", "'hunter2'"}, {"OAUTH_CLIENT_ID_", "hunter2"}});
  EXPECT_EQ(traces.size(), 6U);
  for (const std::string& trace : traces) {
    EXPECT_EQ(trace.find("hunter2"), std::string::npos) << trace;
  }
}

}  // namespace
}  // namespace goto_token
