#include "goto_token/io/browser.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "support/client_socket.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

const std::string kUrl = "https://h/authorize?a=1&b=%20c";
const std::vector<std::string> kEnvironment = {"PATH=/usr/bin:/bin"};

/// Runs a browser command to its end, in a folder where the command `record` notes its arguments.
class BrowserTest : public testing::Test {
 protected:
  /// What `record` was called with, one argument in brackets after the other; empty when it was not.
  std::string arguments_of(const std::string& command, const std::string& url = kUrl) {
    EXPECT_EQ(status_of(command, url), 0) << command;
    return folder_.read("arguments");
  }

  static std::optional<int> status_of(const std::string& command, const std::string& url = kUrl,
                                      const std::vector<std::string>& environment = kEnvironment) {
    const auto exit = exit_of({command}, url, environment);
    EXPECT_TRUE(!exit || exit->tried == 1) << command;
    return exit ? std::optional(exit->status) : std::nullopt;
  }

  static std::optional<BrowserExit> exit_of(const std::vector<std::string>& commands,
                                            const std::string& url = kUrl,
                                            const std::vector<std::string>& environment = kEnvironment) {
    const BrowserRun run = open_browser(commands, url, environment);
    pollfd ended = {run.ended.number(), POLLIN, 0};
    EXPECT_EQ(::poll(&ended, 1, kHangMilliseconds), 1) << commands.front();
    return read_browser_exit(run);
  }

  /// How many commands were tried, and the exit status of the last; both -1 when that is not known.
  static std::pair<int, int> outcome_of(const std::vector<std::string>& commands) {
    const auto exit = exit_of(commands);
    return exit ? std::pair(static_cast<int>(exit->tried), exit->status) : std::pair(-1, -1);
  }

  /// A script as an executable file.
  std::string script(const std::string& name, const std::string& text) const {
    return folder_.write(name, "#!/bin/sh\n" + text, 0700);
  }

  const std::string& record() const { return record_; }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  std::string record_ = script("record", "printf '[%s]' \"$@\" >'" + folder_.path("arguments") + "'\n");
};

TEST_F(BrowserTest, GetsTheUrlAsItsLastArgument) {
  EXPECT_EQ(arguments_of(record()), "[" + kUrl + "]");
  EXPECT_EQ(arguments_of(record() + " --new-window -x"), "[--new-window][-x][" + kUrl + "]");
}

TEST_F(BrowserTest, GetsTheUrlInPlaceOfPercentS) {
  EXPECT_EQ(arguments_of(record() + " %s --new-window"), "[" + kUrl + "][--new-window]");
  EXPECT_EQ(arguments_of(record() + " --url=%s/x"), "[--url=" + kUrl + "/x]");
  EXPECT_EQ(arguments_of(record() + " a '%s' \"%s\""), "[a][" + kUrl + "][" + kUrl + "]");
}

TEST_F(BrowserTest, IsSplitIntoWordsByAShell) {
  EXPECT_EQ(arguments_of(record() + R"( 'a b' "c  d" e\ f "" "$PATH")"),
            "[a b][c  d][e f][][/usr/bin:/bin][" + kUrl + "]");
}

TEST_F(BrowserTest, GetsAHostileUrlAsOneArgument) {
  const std::string canary = folder().path("canary");
  const std::string touch = "touch " + canary;
  const std::vector<std::string> urls = {"http://h/?a=$(" + touch + ")",
                                         "http://h/?`" + touch + "`",
                                         "http://h/;" + touch,
                                         "http://h/'; " + touch + ";'",
                                         "http://h/\"; " + touch + ";\"",
                                         "http://h/\n" + touch,
                                         R"(http://h/&|<>*?[a]~{a,b}\\ \ $PATH #%s%%s!)",
                                         "-n --help %s"};
  for (const std::string& url : urls) {
    EXPECT_EQ(arguments_of(record(), url), "[" + url + "]");
    EXPECT_EQ(arguments_of(record() + " a%s", url), "[a" + url + "]");
    EXPECT_FALSE(std::filesystem::exists(canary)) << url;
  }
}

TEST_F(BrowserTest, TellsItsExitStatus) {
  EXPECT_EQ(status_of(script("good", "exit 0\n")), 0);
  EXPECT_EQ(status_of(script("bad", "exit 3\n")), 3);
}

TEST_F(BrowserTest, TellsThatItsCommandDoesNotExist) {
  EXPECT_EQ(status_of(folder().path("missing")), 127);
  EXPECT_EQ(status_of("no-such-browser-anywhere"), 127);
}

TEST_F(BrowserTest, TellsThatItsCommandCannotBeRun) {
  EXPECT_EQ(status_of(folder().write("not-executable", "#!/bin/sh\n", 0600)), 126);
}

TEST_F(BrowserTest, TellsThatItsCommandCannotBeSplit) {
  for (const auto* const command :
       {"firefox 'unclosed", "firefox \"unclosed", "firefox `unclosed", "firefox )"}) {
    EXPECT_EQ(status_of(command), 126) << command;
  }
}

TEST_F(BrowserTest, TellsWhichSignalEndedIt) {
  EXPECT_EQ(status_of(script("killed", "kill -TERM $$\n")), 128 + SIGTERM);
}

TEST_F(BrowserTest, IsTheFirstThatStarts) {
  const std::string not_executable = folder().write("not-executable", "#!/bin/sh\n", 0600);
  const std::string failing = script("failing", "exit 3\n");
  EXPECT_EQ(outcome_of({"no-such-browser", not_executable, "unclosed '", record() + " a%s", failing}),
            std::pair(4, 0));
  EXPECT_EQ(folder().read("arguments"), "[a" + kUrl + "]");
  EXPECT_EQ(outcome_of({"no-such-browser", failing, record()}), std::pair(2, 3))
      << "one that has started is not followed by another";
  EXPECT_EQ(outcome_of({"no-such-browser", not_executable}), std::pair(2, 126));
}

TEST_F(BrowserTest, DoesNotTellHowItEndedWhenItsShellIsKilled) {
  // The shell leads the session.
  const std::string killing = script("killing", "kill -KILL $(cut -d' ' -f6 /proc/$$/stat)\n");
  EXPECT_EQ(outcome_of({killing}), std::pair(-1, -1));
}

TEST_F(BrowserTest, SeesTheEnvironmentItIsGivenAndNoOther) {
  const std::string command = script("environment", "exec /usr/bin/env -u PWD -u OLDPWD -u SHLVL -u _ >'" +
                                                        folder().path("variables") + "'\n");
  EXPECT_EQ(status_of(command, kUrl, {"GREETING=Grüße an alle", "EMPTY="}), 0);
  const std::string variables = folder().read("variables");
  EXPECT_TRUE(variables == "GREETING=Grüße an alle\nEMPTY=\n" ||
              variables == "EMPTY=\nGREETING=Grüße an alle\n")
      << variables;
}

TEST_F(BrowserTest, HoldsNoneOfOurDescriptors) {
  std::array<int, 2> inherited = {};       // on purpose without close-on-exec
  ASSERT_EQ(::pipe(inherited.data()), 0);  // NOLINT(android-cloexec-pipe)
  const FileDescriptor read_end(inherited[0]);
  const FileDescriptor write_end(inherited[1]);
  const std::string command =
      script("descriptors", "exec 9>'" + folder().path("standard") + "' 8>'" + folder().path("all") + "'\n" +
                                "for n in 0 1 2; do x=$(readlink /proc/$$/fd/$n); echo \"$x\" >&9; done\n" +
                                "ls -l /proc/$$/fd >&8\n");
  EXPECT_EQ(status_of(command), 0);
  EXPECT_EQ(folder().read("standard"), "/dev/null\n/dev/null\n/dev/null\n");
  const std::string all = folder().read("all");
  EXPECT_NE(all.find("/dev/null"), std::string::npos) << all;
  EXPECT_EQ(all.find("pipe:"), std::string::npos) << all;
  EXPECT_EQ(all.find("socket:"), std::string::npos) << all;
}

TEST_F(BrowserTest, RunsInASessionOfItsOwn) {
  const std::string command =
      script("session", "cut -d' ' -f6 /proc/$$/stat >'" + folder().path("session-id") + "'\n");
  EXPECT_EQ(status_of(command), 0);
  const std::string session = folder().read("session-id");
  EXPECT_NE(session, "");
  EXPECT_NE(session, std::to_string(::getsid(0)) + "\n");
}

TEST_F(BrowserTest, HasNotEndedWhileItsCommandRuns) {
  ASSERT_EQ(::mkfifo(folder().path("go-on").c_str(), 0600), 0);
  const BrowserRun run =
      open_browser({script("waiting", "read -r x <'" + folder().path("go-on") + "'\n")}, kUrl, kEnvironment);
  std::ofstream go_on(folder().path("go-on"));  // opens once the command does
  pollfd ended = {run.ended.number(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 0), 0);
  go_on << "x" << std::endl;
  EXPECT_EQ(::poll(&ended, 1, kHangMilliseconds), 1);
  EXPECT_EQ(read_browser_exit(run).value_or(BrowserExit{}).tried, 1U);
}

}  // namespace
}  // namespace goto_token
