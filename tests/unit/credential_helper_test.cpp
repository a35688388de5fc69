#include "goto_token/tokens/credential_helper.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

const std::string kUrl = "https://goto-token/default-0123456789abcdef";
const std::string kSecret = R"({"access_token":"1234567890-abc","scope":"a \"b\" <é>"})";
const std::string kEscaped = R"({\"access_token\":\"1234567890-abc\",\"scope\":\"a \\\"b\\\" <\u00e9>\"})";

/// A helper that is a shell script; `$1` is the command, and `input` what came on stdin.
class CredentialHelperTest : public testing::Test {
 protected:
  CredentialHelper helper(const std::string& script,
                          std::chrono::seconds patience = std::chrono::seconds(60)) const {
    static_cast<void>(folder_.write("docker-credential-fake",
                                    "#!/bin/sh\necho \"$*\" >>'" + folder_.path("calls") + "'\ncat >'" +
                                        folder_.path("input") + "'\n" + script,
                                    0700));
    return {"fake",
            {"A=b", "PATH=/no/such/folder:" + folder_.path() + ":/usr/bin:/bin"},
            wait_with_poll,
            patience};
  }

  std::string get(const std::string& script) const {
    const auto secret = helper(script).get(kUrl);
    return secret ? std::string(secret->reveal()) : "none";
  }
  Failure get_failure(const std::string& script) const {
    return failure_of([&] { return helper(script).get(kUrl); });
  }
  Failure store_failure(const std::string& script, const std::string& secret = kSecret) const {
    return failure_of([&] {
      helper(script).store(kUrl, "default", Secret(secret));
      return true;
    });
  }
  Failure erase_failure(const std::string& script) const {
    return failure_of([&] {
      helper(script).erase(kUrl);
      return true;
    });
  }

  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
};

const Failure kNone{ExitCode::Success, "nothing failed", ""};
const std::string kHint = "see what 'docker-credential-fake list' says";

Failure cannot_get(const std::string& why, const std::string& hint = kHint) {
  return {ExitCode::TokenStore, "cannot read the stored login from docker-credential-fake: " + why, hint};
}

Failure cannot_store(const std::string& why) {
  return {ExitCode::TokenStore, "cannot keep the login in docker-credential-fake: " + why, kHint};
}

TEST_F(CredentialHelperTest, GetsTheSecretUnderAUrl) {
  EXPECT_EQ(
      get("cat <<'E'\n{\"ServerURL\":\"x\",\"Username\":\"default\",\"Secret\":\"" + kEscaped + "\"}\nE\n"),
      kSecret);
  EXPECT_EQ(folder().read("calls"), "get\n");
  EXPECT_EQ(folder().read("input"), kUrl);
}

TEST_F(CredentialHelperTest, FindsNoneWhereTheHelperSaysSo) {
  EXPECT_EQ(get("echo 'credentials not found in native keychain'\nexit 1\n"), "none");
  EXPECT_EQ(get("echo 'Credentials not found.'\nexit 2\n"), "none");
  EXPECT_EQ(get("echo '{\"ServerURL\":\"x\",\"Username\":\"\",\"Secret\":\"\"}'\n"), "none");
}

TEST_F(CredentialHelperTest, SaysInTheHelpersWordsWhyItCannotGet) {
  EXPECT_EQ(get_failure("printf 'no \\033[1mkeyring:\\n locked.\\n\\n'\nexit 1\n"),
            cannot_get("no ?[1mkeyring:  locked"));
  EXPECT_EQ(get_failure("exit 4\n"), cannot_get("it ended with status 4"));
  EXPECT_EQ(get_failure("kill -TERM $$\n"), cannot_get("signal 15 ended it"));
}

TEST_F(CredentialHelperTest, AcceptsNothingElseAsACredential) {
  for (const auto* const script : {"", "echo hello\n", "echo '[]'\n", "echo '{}'\n",
                                   "echo '{\"Secret\":1}'\n", "echo '{\"Secret\":\"abc'\n"}) {
    EXPECT_EQ(get_failure(script), cannot_get("its output is not a JSON object with a Secret")) << script;
  }
  EXPECT_EQ(get_failure("head -c 20000000 /dev/zero\n"), cannot_get("its output is too long"));
}

TEST_F(CredentialHelperTest, ShowsNoCredentialOfAHelperThatFails) {
  EXPECT_EQ(get_failure("echo '{\"Secret\":\"abcdefghijkl\"}'\nexit 1\n"),
            cannot_get("it ended with status 1"));
}

TEST_F(CredentialHelperTest, StoresASecretAsJson) {
  EXPECT_EQ(store_failure("echo stored\n"), kNone);
  EXPECT_EQ(folder().read("calls"), "store\n");
  EXPECT_EQ(folder().read("input"),
            R"({"ServerURL":")" + kUrl + R"(","Username":"default","Secret":")" + kEscaped + "\"}");
}

TEST_F(CredentialHelperTest, SaysInTheHelpersWordsWhyItCannotStore) {
  EXPECT_EQ(store_failure("echo 'pass not initialized'\nexit 1\n"), cannot_store("pass not initialized"));
}

TEST_F(CredentialHelperTest, NeverShowsTheSecretOfAHelperThatEchoesIt) {
  EXPECT_EQ(store_failure("printf 'bad: '; cat '" + folder().path("input") + "'\nexit 1\n"),
            cannot_store("it ended with status 1"));
  EXPECT_EQ(store_failure("echo 'bad: " + kSecret + "'\nexit 1\n"), cannot_store("bad: …"));
  EXPECT_EQ(store_failure("echo 'bad: abcde'\nexit 1\n", "abcde"), cannot_store("bad: …"));
  EXPECT_EQ(store_failure("echo 'bad: 1234567890-a'\nexit 1\n"), cannot_store("it ended with status 1"));
}

TEST_F(CredentialHelperTest, ErasesWhatIsUnderAUrl) {
  EXPECT_EQ(erase_failure(""), kNone);
  EXPECT_EQ(folder().read("calls"), "erase\n");
  EXPECT_EQ(folder().read("input"), kUrl);
}

TEST_F(CredentialHelperTest, ErasesNothingWhereNothingIs) {
  EXPECT_EQ(erase_failure("[ $1 = erase ] || echo 'credentials not found in native keychain'\nexit 1\n"),
            kNone);
  EXPECT_EQ(folder().read("calls"), "erase\nget\n");
}

TEST_F(CredentialHelperTest, SaysWhyWhatMayBeThereWasNotErased) {
  for (const std::string get : {"echo '{\"Secret\":\"abc\"}'; exit 0", "echo locked; exit 1"}) {
    EXPECT_EQ(erase_failure("if [ $1 = get ]; then " + get + "; fi\necho 'read-only'\nexit 1\n"),
              (Failure{ExitCode::TokenStore,
                       "cannot erase the stored login from docker-credential-fake: read-only", kHint}));
  }
}

TEST_F(CredentialHelperTest, EndsAHelperThatHangs) {
  const auto hanging = helper("exec sleep 1000\n", std::chrono::seconds(1));
  EXPECT_EQ(failure_of([&] { return hanging.get(kUrl); }),
            cannot_get("no response within 1 s", "if it waits for a person, unlock its keyring first"));
}

TEST_F(CredentialHelperTest, SaysThatTheHelperIsNotThere) {
  const std::string hint =
      "install it, or name another helper with --credential-helper or OAUTH_CREDENTIAL_HELPER";
  for (const auto& environment : {std::vector<std::string>{}, {"PATH=/no/such/folder"}}) {
    const CredentialHelper missing("fake", environment, wait_with_poll);
    EXPECT_EQ(failure_of([&] { return missing.get(kUrl); }), cannot_get("it is not in PATH", hint));
  }
}

TEST_F(CredentialHelperTest, SaysWhyTheHelperCannotBeStarted) {
  static_cast<void>(folder().write("docker-credential-broken", "#!/no/such/interpreter\n", 0700));
  const CredentialHelper broken("broken", {"PATH=" + folder().path()}, wait_with_poll);
  EXPECT_EQ(failure_of([&] { return broken.get(kUrl); }).message,
            "cannot read the stored login from docker-credential-broken: No such file or directory");
}

}  // namespace
}  // namespace goto_token
