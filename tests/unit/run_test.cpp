#include "goto_token/commands/run.hpp"

#include <gtest/gtest.h>

#include <future>

#include "goto_token/command_line/help.hpp"
#include "support/captured_output.hpp"
#include "support/raw_server.hpp"
#include "support/redirect_client.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

/// The result of a run.
struct Outcome {
  int status;
  std::string out;
  std::string err;

  friend bool operator==(const Outcome&, const Outcome&) = default;
  friend std::ostream& operator<<(std::ostream& stream, const Outcome& outcome) {
    return stream << outcome.status << "\nstdout: " << outcome.out << "\nstderr: " << outcome.err;
  }
};

/// In an empty working folder, so that no env file is found.
class RunTest : public testing::Test {
 protected:
  static Outcome run_with(const std::vector<std::string>& arguments, const Environment& environment = {}) {
    CapturedOutput out;
    CapturedOutput err;
    const int status = run(arguments, environment, {.out = out.fd(), .err = err.fd()});
    return {status, out.text(), err.text()};
  }

  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

TEST_F(RunTest, PrintsHelpAndVersionOnStdout) {
  EXPECT_EQ(run_with({"--help"}), (Outcome{0, std::string(help_text()), ""}));
  EXPECT_EQ(run_with({"--version"}), (Outcome{0, std::string(version_text()), ""}));
}

TEST_F(RunTest, ExplainsAUsageError) {
  EXPECT_EQ(run_with({"--bogus"}), (Outcome{2, "",
                                            "goto-token: error: unknown option '--bogus'\n"
                                            "goto-token: hint: see goto-token --help\n"}));
}

TEST_F(RunTest, ExplainsAMissingConfiguration) {
  EXPECT_EQ(
      run_with({}),
      (Outcome{3, "",
               "goto-token: error: OAUTH_CLIENT_ID is not set: the environment does not name it, and no "
               "env file was found\n"
               "goto-token: hint: set OAUTH_CLIENT_ID in the environment, or name an env file with "
               "--env-file\n"}));
}

TEST_F(RunTest, WarnsOfASecretThatOthersCanReadUnlessQuiet) {
  folder().write("my.env", "OAUTH_CLIENT_ID=id\nOAUTH_CLIENT_SECRET=s\n", 0644);
  const std::string error =
      "goto-token: error: cannot use the CA file 'missing.pem': it cannot be read or holds no PEM "
      "certificate\n"
      "goto-token: hint: name a PEM file with --ca-file or OAUTH_CA_FILE\n";
  EXPECT_EQ(
      run_with({"--env-file", "my.env", "--ca-file", "missing.pem"}),
      (Outcome{3, "",
               "goto-token: warning: others can read the secret in my.env: chmod 600 my.env\n" + error}));
  EXPECT_EQ(run_with({"--env-file", "my.env", "--ca-file", "missing.pem", "-q"}), (Outcome{3, "", error}));
}

TEST_F(RunTest, FailsWhenStdoutCannotBeWritten) {
  const FileDescriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  CapturedOutput err;
  EXPECT_EQ(run({"--version"}, {}, {.out = full.number(), .err = err.fd()}), 1);
  EXPECT_EQ(err.text(), "goto-token: error: cannot write to stdout: No space left on device\n");
}

TEST_F(RunTest, PrintsTheTokenAloneOnStdout) {
  const RawServer server(
      responding_with("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 48\r\n\r\n"
                      R"({"access_token":"the-token","scope":"a","x":[1]})"));
  const Environment environment = {{"OAUTH_CLIENT_ID", "id"},
                                   {"OAUTH_SERVICE_URL", server.url()},
                                   {"OAUTH_REDIRECT_URI", "http://127.0.0.1:0/cb"}};
  for (const std::string format : {"token", "json"}) {
    CapturedOutput out;
    Pipe err = make_pipe();
    auto running = std::async(std::launch::async, [&] {
      const int status = run({"-q", "--no-browser", "-s", "a b", "-o", format}, environment,
                             {.out = out.fd(), .err = err.write_end.number()});
      err.write_end.close();
      return status;
    });
    std::string url;
    for (char c = 0; ::read(err.read_end.number(), &c, 1) == 1 && c != '\n';) {
      url += c;
    }
    EXPECT_EQ(RedirectClient(url).come_back_with_state("code=x").status_line, "HTTP/1.1 200 OK");
    EXPECT_EQ(running.get(), 0);
    EXPECT_EQ(out.text(), format == "token" ? "the-token\n"
                                            : "{\"access_token\":\"the-token\",\"scope\":\"a\",\"x\":[1]}\n");
    EXPECT_EQ(read_to_end(err.read_end), "");
  }
}

}  // namespace
}  // namespace goto_token
