#include "goto_token/io/access.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

TEST(Access, FindsTheFirstProgramOfAPath) {
  EXPECT_EQ(find_program("sh", "/nowhere:/bin:/usr/bin"), "/bin/sh");
  EXPECT_EQ(find_program("/bin/sh", ""), "/bin/sh");
}

TEST(Access, FindsNoProgramThatIsNone) {
  EXPECT_EQ(find_program("sh", ""), std::nullopt);
  EXPECT_EQ(find_program("sh", "/nowhere"), std::nullopt);
  EXPECT_EQ(find_program("/etc/passwd", "/bin"), std::nullopt);
  EXPECT_EQ(find_program("/bin", "/bin"), std::nullopt);
}

TEST(Access, FindsTheFolderThatExists) {
  const TemporaryFolder folder;
  const std::string& path = folder.path();
  EXPECT_EQ(find_existing_folder(path), path);
  EXPECT_EQ(find_existing_folder(path + "/a/b/c"), path);
  EXPECT_EQ(find_existing_folder("/nowhere/at/all"), "/");
  EXPECT_EQ(find_existing_folder("no-such-folder/below"), ".");
}

TEST(Access, KnowsAFolderThatCanBeWritten) {
  const TemporaryFolder folder;
  EXPECT_TRUE(is_writable_folder(folder.path()));
  EXPECT_FALSE(is_writable_folder(folder.path() + "/none"));
  EXPECT_FALSE(is_writable_folder("/bin/sh"));
}

}  // namespace
}  // namespace goto_token
