#include "goto_token/config/env_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using namespace std::string_literals;

/// An ASCII text in UTF-16, with the lower byte first and without a byte order mark.
std::string in_utf16(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out.append({c, '\0'});
  }
  return out;
}

/// In an empty working folder.
class EnvFileTest : public testing::Test {
 protected:
  const TemporaryFolder& folder() const { return folder_; }

  std::string user_folder() const { return folder_.path("user"); }

  EnvFile find(const std::optional<std::string>& profile = std::nullopt) const {
    return find_env_file({.profile = profile, .user_folder = user_folder()});
  }

  /// Why `./.env` was passed over; empty when it was not.
  std::string reason(std::string_view text) const {
    folder_.write(".env", text);
    const EnvFile found = find();
    return found.passed_over.empty()
               ? ""
               : found.passed_over.front().path + ": " + explain(found.passed_over.front());
  }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

TEST_F(EnvFileTest, IsNoneWhereThereIsNone) {
  EXPECT_EQ(find().path, "");
  EXPECT_EQ(find("work").path, "");
  EXPECT_EQ(find_env_file({}).path, "");
}

TEST_F(EnvFileTest, IsThatOfTheProfileThenInTheWorkingFolderThenOfTheUser) {
  const std::string user = folder().write("user/.env", "A=1\n");
  EXPECT_EQ(find("work").path, user);
  folder().write(".env", "OAUTH_CLIENT_ID=id\n");
  EXPECT_EQ(find("work").path, ".env");
  const std::string profile = folder().write("user/work.env", "A=1\n");
  EXPECT_EQ(find("work").path, profile);
  EXPECT_EQ(find("other").path, ".env");
  EXPECT_EQ(find().path, ".env");
  EXPECT_EQ(find_env_file({}).path, ".env");
}

TEST_F(EnvFileTest, IsTheNamedOneAlone) {
  folder().write(".env", "OAUTH_CLIENT_ID=id\n");
  folder().write("user/work.env", "OAUTH_CLIENT_ID=id\n");
  const std::string named = folder().write("named", "A=1\n");
  const EnvFile found = find_env_file({.named = named, .profile = "work", .user_folder = user_folder()});
  EXPECT_EQ(found.path, named);
  EXPECT_EQ(found.contents.values, (DotenvValues{{"A", "1"}}));
  EXPECT_TRUE(found.passed_over.empty());
}

TEST_F(EnvFileTest, IsUsedWhole) {
  folder().write("user/.env", "OAUTH_SCOPE=other\nA=1\n");
  folder().write(".env", "OAUTH_CLIENT_ID=\n", 0644);
  const EnvFile found = find();
  EXPECT_EQ(found.contents.values, (DotenvValues{{"OAUTH_CLIENT_ID", ""}}));
  EXPECT_TRUE(found.others_can_read);
}

TEST_F(EnvFileTest, InTheWorkingFolderIsOursWhereItHoldsAKeyOfOurs) {
  for (const auto* const text : {"OAUTH_SCOPE=\n", "A=1\nexport OAUTH_REFRESH_TOKEN_FILE: x\n"}) {
    EXPECT_EQ(reason(text), "") << text;
  }
}

TEST_F(EnvFileTest, InTheWorkingFolderIsPassedOverWhereItHoldsNone) {
  const std::string none = ".env: it holds no key of goto-token";
  for (const auto* const text :
       {"", "DATABASE_URL=x\n", "# OAUTH_CLIENT_ID=id\n", "OAUTH_CLIENT_ID\n", "BROWSER=x\nHTTPS_PROXY=y\n",
        "OAUTH_CREDENTIAL_HELPER=pass\n", "OAUTH_CLIENT_ID_FILE=x\n"}) {
    EXPECT_EQ(reason(text), none) << text;
  }
  EXPECT_EQ(reason("A=1\nOAUTH_CLINET_ID=x\noauth_scope=y\n"), none + ", but OAUTH_CLINET_ID");
  const PassedOverFile passed_over = find().passed_over.front();
  EXPECT_EQ(passed_over.similar_name->key, "OAUTH_CLIENT_ID");
  EXPECT_FALSE(passed_over.utf16);
  EXPECT_EQ(find().path, "");
  const std::string user = folder().write("user/.env", "A=1\n");
  EXPECT_EQ(find().path, user);
  EXPECT_EQ(find().passed_over.size(), 1U);
}

TEST_F(EnvFileTest, InUtf16IsPassedOverAndSaysSoWhereItIsOurs) {
  const std::string text = in_utf16("OAUTH_CLIENT_ID=id\r\n");
  for (const std::string& ours : {text, "\xFF\xFE" + text, "\xFE\xFF\0"s + text.substr(0, text.size() - 1)}) {
    EXPECT_EQ(reason(ours), ".env: it is in UTF-16");
    EXPECT_TRUE(find().passed_over.front().utf16);
  }
  EXPECT_EQ(reason("\xFF\xFE" + in_utf16("A=1\n")), ".env: it holds no key of goto-token");
}

TEST_F(EnvFileTest, OfTheUserInUtf16IsReadAsEmpty) {
  folder().write("user/.env", "\xFF\xFE" + in_utf16("OAUTH_CLIENT_ID=id\n"));
  EXPECT_TRUE(find().utf16);
  EXPECT_EQ(find().contents.values, DotenvValues());
  EXPECT_EQ(find().contents.skipped_lines, std::vector<std::size_t>());
}

TEST_F(EnvFileTest, IsNoFolder) {
  folder().write(".env/inside", "");
  folder().write("user/work.env/inside", "");
  const std::string user = folder().write("user/.env", "A=1\n");
  EXPECT_EQ(find("work").path, user);
  EXPECT_TRUE(find("work").passed_over.empty());
}

TEST_F(EnvFileTest, ThatCannotBeReadIsAnError) {
  const auto failure = [](const std::string& path, const std::string& why, const std::string& hint = "") {
    return Failure{ExitCode::Configuration, "cannot read the env file '" + path + "': " + why, hint};
  };
  EXPECT_EQ(failure_of([] { return find_env_file({.named = "missing.env"}); }),
            failure("missing.env", "No such file or directory"));
  EXPECT_EQ(failure_of([] { return find_env_file({.named = "."}); }), failure(".", "Is a directory"));
}

TEST_F(EnvFileTest, IsNotOursWhereItIsTooLargeOrALinkToNothing) {
  const std::string user = folder().write("user/.env", "A=1\n");
  folder().write(".env", std::string(1024UL * 1024UL + 1, '#'));
  EXPECT_EQ(find().path, user);
  ASSERT_EQ(find().passed_over.size(), 1U);
  EXPECT_EQ(explain(find().passed_over.front()), "it is larger than any env file of goto-token");
  std::filesystem::remove(".env");
  std::filesystem::create_symlink("nowhere", ".env");
  EXPECT_EQ(find().path, user);
  ASSERT_EQ(find().passed_over.size(), 1U);
  EXPECT_EQ(explain(find().passed_over.front()), "it is a link to a file that is not there");
}

TEST_F(EnvFileTest, HoldsNamesThatAreSimilarToKeys) {
  const auto names = find_similar_names({{"OAUTH_CLINET_SECRET", ""},
                                         {"OAUTH_SCOPE", ""},
                                         {"oauth_scope", "x"},
                                         {"OATH_SCOPE", ""},
                                         {"OAUTH_TOKEN_URL", ""}});
  ASSERT_EQ(names.size(), 2U);
  EXPECT_EQ(names[0].name + " " + names[0].key, "OAUTH_CLINET_SECRET OAUTH_CLIENT_SECRET");
  EXPECT_EQ(names[1].name + " " + names[1].key, "oauth_scope OAUTH_SCOPE");
}

}  // namespace
}  // namespace goto_token
