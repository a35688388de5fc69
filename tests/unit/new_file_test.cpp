#include "goto_token/io/new_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "support/file_size_limit.hpp"
#include "support/temporary_folder.hpp"
#include "support/unprivileged.hpp"

namespace goto_token {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat status = {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

/// A umask for as long as it lives.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;
  Umask(Umask&&) = delete;
  Umask& operator=(Umask&&) = delete;
  ~Umask() { ::umask(before_); }

 private:
  mode_t before_;
};

class NewFile : public testing::Test {
 protected:
  const TemporaryFolder& folder() const { return folder_; }
  std::string path(const std::string& name) const { return folder_.path(name); }

  void expect_untouched(const std::string& name, int failure) const {
    EXPECT_EQ(check_new_file(path(name)), failure);
    EXPECT_EQ(write_new_file(path(name), "new"), failure);
  }

  /// Everything in the folder.
  std::size_t count_entries() const {
    const std::filesystem::recursive_directory_iterator entries(folder_.path());
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(NewFile, IsForItsOwnerAloneWhateverTheUmask) {
  for (const mode_t mask : {0000U, 0022U, 0777U}) {
    const Umask umask(mask);
    const std::string name = "a" + std::to_string(mask) + "/b/.env";
    EXPECT_EQ(check_new_file(path(name)), 0);
    EXPECT_EQ(write_new_file(path(name), "text"), 0);
    EXPECT_EQ(folder().read(name), "text");
    EXPECT_EQ(mode_of(path(name)), 0600U);
    EXPECT_EQ(mode_of(path("a" + std::to_string(mask))), 0700U);
    EXPECT_EQ(mode_of(path("a" + std::to_string(mask) + "/b")), 0700U);
  }
  EXPECT_EQ(count_entries(), 9U) << "something else was left";
}

TEST_F(NewFile, CanBeInTheWorkingFolder) {
  const WorkingFolder working_folder(folder().path());
  EXPECT_EQ(check_new_file(".env"), 0);
  EXPECT_EQ(write_new_file(".env", "text"), 0);
  EXPECT_EQ(folder().read(".env"), "text");
}

TEST_F(NewFile, TakesThePlaceOfNothing) {
  folder().write("file", "old", 0644);
  std::filesystem::create_directory(path("folder"));
  std::filesystem::create_symlink(path("file"), path("link"));
  std::filesystem::create_symlink(path("nowhere"), path("dangling"));
  for (const auto* const name : {"file", "folder", "link", "dangling"}) {
    expect_untouched(name, EEXIST);
  }
  EXPECT_EQ(folder().read("file"), "old");
  EXPECT_EQ(count_entries(), 4U);
}

TEST_F(NewFile, NeedsAFolder) {
  folder().write("file", "old");
  expect_untouched("file/.env", ENOTDIR);
  EXPECT_EQ(check_new_file(path(std::string(300, 'x'))), ENAMETOOLONG);
}

TEST_F(NewFile, NeedsPermission) {
  std::filesystem::create_directory(path("closed"));
  const Unprivileged unprivileged(folder().path());
  ::chmod(path("closed").c_str(), 0500);
  expect_untouched("closed/.env", EACCES);
  expect_untouched("closed/further/.env", EACCES);
}

TEST_F(NewFile, LeavesNothingWhenItFails) {
  const FileSizeLimit limit(2);
  EXPECT_EQ(write_new_file(path("a/b/.env"), "text"), EFBIG);
  EXPECT_EQ(count_entries(), 0U);
}

}  // namespace
}  // namespace goto_token
