#include "goto_token/io/access.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

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

TEST(Access, TakesAnEmptyPartOfAPathForTheCurrentFolder) {
  const TemporaryFolder folder;
  folder.write("tool", "");
  ASSERT_EQ(::chmod(folder.path("tool").c_str(), 0700), 0);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const std::string_view path : {":", "/nowhere:", ":/nowhere", "/nowhere::/nowhere", "."}) {
    EXPECT_EQ(find_program("tool", path), "./tool") << path;
  }
  EXPECT_EQ(find_program("tool", ""), std::nullopt);
  std::filesystem::current_path(before);
}

TEST(Access, FindsTheFirstFileOfAPathThatIsNoFolder) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("a/tool"));
  std::filesystem::create_directories(folder.path("b"));
  const std::string path = folder.path("a") + ":" + folder.path("b");
  EXPECT_EQ(find_file("tool", path), std::nullopt);
  folder.write("b/tool", "");
  EXPECT_EQ(find_file("tool", path), folder.path("b/tool"));
  EXPECT_EQ(find_program("tool", path), std::nullopt);
  EXPECT_EQ(find_file(folder.path("a/tool"), path), std::nullopt);
  EXPECT_EQ(find_file(folder.path("b/tool"), ""), folder.path("b/tool"));
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
