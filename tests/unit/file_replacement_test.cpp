#include "goto_token/io/file_replacement.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "support/failure.hpp"
#include "support/file_size_limit.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

class FileReplacementTest : public testing::Test {
 protected:
  FileReplacementTest() { static_cast<void>(home_.write("store/login", "old")); }

  [[nodiscard]] const PrivateFolder& folder() const { return folder_; }
  [[nodiscard]] const FileLock& lock() const { return lock_; }
  [[nodiscard]] const TemporaryFolder& home() const { return home_; }
  [[nodiscard]] std::string path(const std::string& name) const { return home_.path("store/" + name); }
  [[nodiscard]] std::string old_file() const { return home_.read("store/login"); }
  /// Nullopt when there is none.
  [[nodiscard]] std::optional<std::string> new_file() const {
    return std::filesystem::exists(path("login.new")) ? std::optional(home_.read("store/login.new"))
                                                      : std::nullopt;
  }
  [[nodiscard]] Failure reserve_failure(std::size_t room) const {
    return failure_of([&] {
      const FileReplacement replacement(folder_, "login", room, lock_);
      return true;
    });
  }

 private:
  TemporaryFolder home_;
  PrivateFolder folder_ = PrivateFolder::create(home_.path("store"));
  FileLock lock_ = folder_.try_lock("login").value();
};

TEST_F(FileReplacementTest, StandsBesideTheOldFileUntilItIsPutInPlace) {
  FileReplacement replacement(folder(), "login", 1000, lock());
  EXPECT_EQ(new_file(), std::string(1000, '\0'));
  replacement.write("new");
  EXPECT_EQ(old_file(), "old");
  EXPECT_EQ(new_file(), "new");
  replacement.put_in_place();
  EXPECT_EQ(old_file(), "new");
  EXPECT_EQ(new_file(), std::nullopt);
}

TEST_F(FileReplacementTest, TakesThePlaceOfNoFileToo) {
  folder().erase("login");
  FileReplacement replacement(folder(), "login", 10, lock());
  replacement.write(std::string(100, 'x'));  // more than was reserved
  replacement.put_in_place();
  EXPECT_EQ(old_file(), std::string(100, 'x'));
}

TEST_F(FileReplacementTest, CanBeWrittenAgain) {
  FileReplacement replacement(folder(), "login", 10, lock());
  replacement.write("longer");
  replacement.write("new");
  replacement.put_in_place();
  EXPECT_EQ(old_file(), "new");
}

TEST_F(FileReplacementTest, IsErasedUnlessItWasWrittenOrLeft) {
  { const FileReplacement replacement(folder(), "login", 10, lock()); }
  EXPECT_EQ(new_file(), std::nullopt);
  {
    FileReplacement replacement(folder(), "login", 10, lock());
    replacement.leave();
  }
  EXPECT_EQ(new_file(), std::string(10, '\0'));
  {
    FileReplacement replacement(folder(), "login", 10, lock());
    replacement.write("new");
  }
  EXPECT_EQ(new_file(), "new");
  EXPECT_EQ(old_file(), "old");
}

TEST_F(FileReplacementTest, HoldsItsSignFromWhenItIsWrittenUntilTheContentsAre) {
  FileReplacement replacement(folder(), "login", 10, lock());
  EXPECT_FALSE(FileReplacement::has_sign(new_file().value()));
  replacement.write_sign("?7");
  EXPECT_TRUE(FileReplacement::has_sign(new_file().value()));
  EXPECT_EQ(new_file()->size(), 10);
  replacement.write("new");
  EXPECT_EQ(new_file(), "new");
}

TEST_F(FileReplacementTest, SetsRoomAsideForTheNextTime) {
  EXPECT_EQ(std::filesystem::file_size(path("login.lock")), 0);
  FileReplacement replacement(folder(), "login", 5000, lock());
  replacement.write("new");
  replacement.put_in_place();
  EXPECT_EQ(std::filesystem::file_size(path("login.lock")), 5000);
  EXPECT_TRUE(lock().give_up_room());
  EXPECT_FALSE(lock().give_up_room());
  EXPECT_EQ(std::filesystem::file_size(path("login.lock")), 0);
}

TEST_F(FileReplacementTest, KeepsTheSignOfOneThatWasLeft) {
  static_cast<void>(home().write("store/login.new", "?7"));
  { const FileReplacement replacement(folder(), "login", 100, lock()); }
  EXPECT_EQ(new_file(), "?7" + std::string(98, '\0'));
  {
    const FileSizeLimit limit(1000);
    EXPECT_EQ(reserve_failure(1001).code, ExitCode::TokenStore);
  }
  EXPECT_EQ(new_file()->substr(0, 3), std::string("?7\0", 3)) << "also where there is no room";
  FileReplacement replacement(folder(), "login", 100, lock());
  replacement.write("new");
  replacement.put_in_place();
  EXPECT_EQ(old_file(), "new");
}

TEST_F(FileReplacementTest, TakesThePlaceOfOneThatWasLeft) {
  static_cast<void>(home().write("store/login.new", std::string(7, '\0')));
  const FileReplacement replacement(folder(), "login", 10, lock());
  EXPECT_EQ(new_file(), std::string(10, '\0'));
}

TEST_F(FileReplacementTest, WritesThroughNoLink) {
  const std::string elsewhere = home().write("elsewhere", "text");
  std::filesystem::create_symlink(elsewhere, path("login.new"));
  FileReplacement replacement(folder(), "login", 10, lock());
  replacement.write("new");
  EXPECT_EQ(home().read("elsewhere"), "text");
}

TEST_F(FileReplacementTest, ReplacesNoFolder) {
  folder().erase("login");
  std::filesystem::create_directory(path("login"));
  EXPECT_EQ(reserve_failure(10),
            (Failure{ExitCode::TokenStore,
                     "cannot replace the token store '" + path("login") + "': it is a link or no plain file",
                     "remove it and log in again"}));
  EXPECT_EQ(new_file(), std::nullopt);
}

TEST_F(FileReplacementTest, IsNotThereWhereAFolderHasItsName) {
  std::filesystem::create_directory(path("login.new"));
  EXPECT_EQ(reserve_failure(10), (Failure{ExitCode::TokenStore,
                                          "cannot erase the token store '" + path("login.new") +
                                              "': it is a link or no plain file",
                                          "remove it and log in again"}));
}

TEST_F(FileReplacementTest, LeavesNothingBehindWhereThereIsNoRoom) {
  const FileSizeLimit limit(1000);
  EXPECT_EQ(reserve_failure(1001),
            (Failure{ExitCode::TokenStore,
                     "cannot write the token store '" + path("login.new") + "': File too large",
                     "make room there, or set XDG_STATE_HOME to a folder with more room and log in again"}));
  EXPECT_EQ(new_file(), std::nullopt);
  EXPECT_EQ(reserve_failure(1000).code, ExitCode::Success);
}

TEST_F(FileReplacementTest, CanBeWrittenShorterAfterItWasTooLong) {
  const FileSizeLimit limit(1000);
  FileReplacement replacement(folder(), "login", 500, lock());
  EXPECT_EQ(failure_of([&] {
              replacement.write(std::string(1001, 'x'));
              return true;
            }).message,
            "cannot write the token store '" + path("login.new") + "': File too large");
  replacement.write("new");
  replacement.put_in_place();
  EXPECT_EQ(old_file(), "new");
}

TEST_F(FileReplacementTest, StaysBesideTheOldOneWhereItCannotBePutInPlace) {
  {
    FileReplacement replacement(folder(), "login", 10, lock());
    replacement.write("new");
    folder().erase("login");
    std::filesystem::create_directory(path("login"));
    EXPECT_EQ(failure_of([&] {
                replacement.put_in_place();
                return true;
              }).message,
              "cannot replace the token store '" + path("login") + "': it is a link or no plain file");
  }
  EXPECT_EQ(new_file(), "new");
}

}  // namespace
}  // namespace goto_token
