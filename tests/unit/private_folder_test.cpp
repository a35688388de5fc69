#include "goto_token/io/private_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/failure.hpp"
#include "support/temporary_folder.hpp"
#include "support/unprivileged.hpp"

namespace goto_token {
namespace {

const Failure kNone{ExitCode::Success, "nothing failed", ""};
const std::string kSetFolder = "set XDG_STATE_HOME to a folder that can be written";

mode_t mode_of(const std::string& path) {
  struct stat status = {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

Failure failure(const std::string& message, const std::string& hint) {
  return {ExitCode::TokenStore, message, hint};
}

template <typename Action>
Failure failure_to(const Action& action) {
  return failure_of([&] {
    action();
    return true;
  });
}

/// A store of a user's own, in a folder of that user.
class PrivateFolderTest : public testing::Test {
 protected:
  [[nodiscard]] const TemporaryFolder& home() const { return home_; }
  [[nodiscard]] std::string store() const { return home_.path("store"); }
  [[nodiscard]] std::string quoted(const std::string& name = "") const {
    return "'" + store() + (name.empty() ? "" : "/" + name) + "'";
  }

  [[nodiscard]] static Failure open_failure(const std::string& path) {
    return failure_of([&] { return PrivateFolder::open(path).has_value(); });
  }
  [[nodiscard]] static Failure create_failure(const std::string& path) {
    return failure_to([&] { static_cast<void>(PrivateFolder::create(path)); });
  }
  [[nodiscard]] static Failure check_failure(const std::string& path) {
    return failure_to([&] { PrivateFolder::check_creatable(path); });
  }

 private:
  TemporaryFolder home_;
};

TEST_F(PrivateFolderTest, IsNotMadeByLookingForIt) {
  EXPECT_FALSE(PrivateFolder::open(store()).has_value());
  PrivateFolder::check_creatable(store());
  PrivateFolder::check_creatable(home().path("a/b/c"));
  EXPECT_TRUE(std::filesystem::is_empty(home().path()));
}

TEST_F(PrivateFolderTest, IsMadeForItsOwnerAloneWithTheFoldersAbove) {
  const std::string path = home().path("a/b/store");
  static_cast<void>(PrivateFolder::create(path));
  for (const auto* const made : {"a", "a/b", "a/b/store"}) {
    EXPECT_EQ(mode_of(home().path(made)), 0700U) << made;
  }
  EXPECT_TRUE(PrivateFolder::open(path).has_value());
  EXPECT_EQ(create_failure(path), kNone) << "it is there";
}

TEST_F(PrivateFolderTest, IsNoLinkAndNoFile) {
  std::filesystem::create_directory(home().path("elsewhere"));
  std::filesystem::create_symlink(home().path("elsewhere"), store());
  const std::string link = home().path("dangling");
  std::filesystem::create_symlink(home().path("nothing"), link);
  const std::string file = home().write("file", "");
  for (const std::string& path : {store(), link, file}) {
    const Failure expected = failure("cannot open the token store '" + path + "': it is a link or no folder",
                                     "remove it, or set XDG_STATE_HOME");
    EXPECT_EQ(open_failure(path), expected);
    EXPECT_EQ(create_failure(path), expected);
  }
}

TEST_F(PrivateFolderTest, IsNotOpenedWhereOthersCanEnterIt) {
  static_cast<void>(PrivateFolder::create(store()));
  for (const mode_t mode : {0701U, 0710U, 0750U, 0720U, 0777U}) {
    ASSERT_EQ(::chmod(store().c_str(), mode), 0);
    EXPECT_EQ(open_failure(store()),
              failure("the token store " + quoted() + " is open to other users", "chmod 700 " + store()));
    EXPECT_EQ(mode_of(store()), mode);
  }
}

TEST_F(PrivateFolderTest, IsNotOpenedWhereItBelongsToAnotherUser) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root can give a folder away";
  }
  const auto expected = failure("the token store " + quoted() + " belongs to another user",
                                "if sudo made it: sudo chown -R \"$(id -un)\" " + store() +
                                    "; else set XDG_STATE_HOME to a folder of yours");
  static_cast<void>(PrivateFolder::create(store()));
  const Unprivileged user(home().path());
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_EQ(open_failure(store()),
            failure("the token store " + quoted() + " belongs to another user",
                    "run it as the user who owns that, or set XDG_STATE_HOME to a folder of "
                    "yours"))
      << "root does not use a user's store";
  ASSERT_EQ(::chown(store().c_str(), 0, 0), 0);
  ASSERT_EQ(::seteuid(65534), 0);
  EXPECT_EQ(open_failure(store()), expected) << "a user does not use a store of root's making";
  EXPECT_EQ(create_failure(store()), expected);
}

TEST_F(PrivateFolderTest, IsNotThereBelowAFileOrAClosedFolder) {
  const std::string below_file = home().write("file", "") + "/store";
  EXPECT_EQ(open_failure(below_file), kNone);
  const Failure expected =
      failure("cannot make the token store '" + below_file + "': Not a directory", kSetFolder);
  EXPECT_EQ(create_failure(below_file), expected);
  EXPECT_EQ(check_failure(below_file), expected);
  EXPECT_EQ(check_failure("/dev/null/a/store"),
            failure("cannot make the token store '/dev/null/a/store': Not a directory", kSetFolder));
}

TEST_F(PrivateFolderTest, IsNotMadeWhereTheUserMayNotWrite) {
  std::filesystem::create_directory(home().path("closed"));
  const Unprivileged user(home().path());
  for (const mode_t mode : {0500U, 0000U}) {
    ASSERT_EQ(::chmod(home().path("closed").c_str(), mode), 0);
    for (const std::string& path : {home().path("closed/store"), home().path("closed/a/b/store")}) {
      const Failure expected =
          failure("cannot make the token store '" + path + "': Permission denied", kSetFolder);
      EXPECT_EQ(open_failure(path), kNone);
      EXPECT_EQ(check_failure(path), expected);
      EXPECT_EQ(create_failure(path), expected);
    }
  }
  ASSERT_EQ(::chmod(home().path("closed").c_str(), 0700), 0);
}

TEST_F(PrivateFolderTest, CanBeUsedWhereFilesCanBeWrittenAndLocked) {
  const PrivateFolder folder = PrivateFolder::create(store());
  EXPECT_EQ(failure_to([&] { folder.check_usable("login", 8192); }), kNone);
  EXPECT_TRUE(std::filesystem::is_empty(store()));
  const auto held = folder.try_lock("login");
  ASSERT_TRUE(held.has_value());
  EXPECT_EQ(failure_to([&] { folder.check_usable("login", 8192); }), kNone) << "another process has a lock";
}

TEST_F(PrivateFolderTest, CannotBeUsedWhereTheUserMayNotWrite) {
  static_cast<void>(PrivateFolder::create(store()));
  const Unprivileged user(home().path());
  const auto folder = PrivateFolder::open(store());
  ASSERT_TRUE(folder.has_value());
  ASSERT_EQ(::chmod(store().c_str(), 0500), 0);
  const auto denied = [this](const std::string& action, const std::string& name) {
    return failure("cannot " + action + " the token store " + quoted(name) + ": Permission denied",
                   "make " + store() + (name.empty() ? "" : "/" + name) +
                       " yours, or set XDG_STATE_HOME to a folder of yours and log in again");
  };
  EXPECT_EQ(failure_to([&] { folder->check_usable("login", 8192); }), denied("write", ""));
  EXPECT_EQ(failure_of([&] { return folder->try_lock("login").has_value(); }), denied("lock", "login.lock"));
  EXPECT_EQ(failure_of([&] { return folder->create_file("login").is_open(); }), denied("write", "login"));
  ASSERT_EQ(::chmod(store().c_str(), 0700), 0);
  static_cast<void>(home().write("store/login", "text"));
  ASSERT_EQ(::chmod(store().c_str(), 0500), 0);
  EXPECT_EQ(failure_to([&] { folder->erase("login"); }), denied("erase", "login"));
  EXPECT_EQ(failure_to([&] { folder->rename("login", "other"); }), denied("replace", "other"));
  ASSERT_EQ(::chmod(store().c_str(), 0700), 0);
  ASSERT_EQ(::chmod((store() + "/login").c_str(), 0), 0);
  EXPECT_EQ(failure_of([&] { return folder->read("login").has_value(); }), denied("read", "login"));
}

TEST_F(PrivateFolderTest, ReadsAWholeFileThatItsOwnerAloneCanRead) {
  const PrivateFolder folder = PrivateFolder::create(store());
  EXPECT_EQ(folder.read("login"), std::nullopt);
  for (const std::string& text : {std::string(), std::string("a\0b\n", 4), std::string(1'000'000, 'x')}) {
    static_cast<void>(home().write("store/login", text));
    EXPECT_EQ(folder.read("login"), text);
  }
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U}) {
    static_cast<void>(home().write("store/login", "text", mode));
    EXPECT_EQ(failure_of([&] { return folder.read("login").has_value(); }),
              failure("the token store " + quoted("login") + " is open to other users",
                      "chmod 600 " + store() + "/login"));
  }
}

TEST_F(PrivateFolderTest, ReadsNoLinkPipeOrFolder) {
  const PrivateFolder folder = PrivateFolder::create(store());
  std::filesystem::create_symlink(home().write("elsewhere", "text"), store() + "/link");
  ASSERT_EQ(::mkfifo((store() + "/pipe").c_str(), 0600), 0);
  std::filesystem::create_directory(store() + "/folder");
  for (const std::string name : {"link", "pipe", "folder"}) {
    EXPECT_EQ(failure_of([&] { return folder.read(name).has_value(); }),
              failure("cannot read the token store " + quoted(name) + ": it is a link or no plain file",
                      "remove it and log in again"));
    EXPECT_FALSE(folder.has_file(name));
  }
  EXPECT_FALSE(folder.has_file("nothing"));
}

TEST_F(PrivateFolderTest, ReadsNoFileThatIsTooLarge) {
  const PrivateFolder folder = PrivateFolder::create(store());
  static_cast<void>(home().write("store/login", ""));
  std::filesystem::resize_file(store() + "/login", PrivateFolder::kLargestFile);
  EXPECT_EQ(folder.read("login").value().size(), PrivateFolder::kLargestFile);
  std::filesystem::resize_file(store() + "/login", PrivateFolder::kLargestFile + 1);
  EXPECT_EQ(failure_of([&] { return folder.read("login").has_value(); }),
            failure("the token store " + quoted("login") + " is larger than any login",
                    "goto-token login replaces it"));
}

TEST_F(PrivateFolderTest, RenamesOneFileInPlaceOfAnotherButNotOfAFolder) {
  const PrivateFolder folder = PrivateFolder::create(store());
  static_cast<void>(home().write("store/new", "new"));
  static_cast<void>(home().write("store/login", "old"));
  EXPECT_EQ(failure_to([&] { folder.require_replaceable("login"); }), kNone);
  folder.rename("new", "login");
  EXPECT_EQ(home().read("store/login"), "new");
  EXPECT_FALSE(folder.has_file("new"));
  std::filesystem::create_directory(store() + "/folder");
  const Failure expected =
      failure("cannot replace the token store " + quoted("folder") + ": it is a link or no plain file",
              "remove it and log in again");
  EXPECT_EQ(failure_to([&] { folder.require_replaceable("folder"); }), expected);
  EXPECT_EQ(failure_to([&] { folder.rename("login", "folder"); }), expected);
  EXPECT_EQ(home().read("store/login"), "new");
  EXPECT_EQ(failure_to([&] { folder.rename("nothing", "login"); }),
            failure("cannot replace the token store " + quoted("login") + ": No such file or directory",
                    "run it again; if that does not help, set XDG_STATE_HOME to a folder on another disk and "
                    "log in again"));
}

TEST_F(PrivateFolderTest, ErasesAFileOrALinkButNotAFolder) {
  const PrivateFolder folder = PrivateFolder::create(store());
  static_cast<void>(home().write("store/login", "text"));
  const std::string elsewhere = home().write("elsewhere", "text");
  std::filesystem::create_symlink(elsewhere, store() + "/link");
  folder.erase("login");
  folder.erase("link");
  folder.erase("nothing");
  EXPECT_TRUE(std::filesystem::is_empty(store()));
  EXPECT_EQ(home().read("elsewhere"), "text");
  std::filesystem::create_directory(store() + "/folder");
  EXPECT_EQ(failure_to([&] { folder.erase("folder"); }),
            failure("cannot erase the token store " + quoted("folder") + ": it is a link or no plain file",
                    "remove it and log in again"));
}

TEST_F(PrivateFolderTest, CreatesNoFileInPlaceOfAnything) {
  const PrivateFolder folder = PrivateFolder::create(store());
  EXPECT_TRUE(folder.create_file("login").is_open());
  EXPECT_EQ(mode_of(store() + "/login"), 0600U);
  EXPECT_EQ(failure_of([&] { return folder.create_file("login").is_open(); }).message,
            "cannot write the token store " + quoted("login") + ": File exists");
}

TEST_F(PrivateFolderTest, GivesALockToOneAtATime) {
  const PrivateFolder folder = PrivateFolder::create(store());
  auto first = folder.try_lock("login");
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(mode_of(store() + "/login.lock"), 0600U);
  EXPECT_FALSE(folder.try_lock("login").has_value());
  EXPECT_TRUE(folder.try_lock("other").has_value());
  first.reset();
  EXPECT_TRUE(folder.try_lock("login").has_value());
}

TEST_F(PrivateFolderTest, FollowsNoLinkToALock) {
  const PrivateFolder folder = PrivateFolder::create(store());
  std::filesystem::create_symlink(home().path("elsewhere"), store() + "/login.lock");
  EXPECT_EQ(failure_of([&] { return folder.try_lock("login").has_value(); }),
            failure("cannot lock the token store " + quoted("login.lock") + ": it is a link or no plain file",
                    "remove it and log in again"));
  EXPECT_FALSE(std::filesystem::exists(home().path("elsewhere")));
}

TEST_F(PrivateFolderTest, SaysWhatToDoAboutEachFailure) {
  const PrivateFolder folder = PrivateFolder::create(store());
  const auto hint_for = [&](int error_number) {
    return failure_of([&]() -> bool { folder.fail_to("write", "login", error_number); }).hint;
  };
  for (const int full : {ENOSPC, EDQUOT, EFBIG}) {
    EXPECT_EQ(hint_for(full),
              "make room there, or set XDG_STATE_HOME to a folder with more room and log in again");
  }
  for (const int denied : {EACCES, EPERM}) {
    EXPECT_EQ(
        hint_for(denied),
        "make " + store() + "/login yours, or set XDG_STATE_HOME to a folder of yours and log in again");
  }
  EXPECT_EQ(hint_for(EROFS), kSetFolder + " and log in again");
  for (const int no_locks : {ENOLCK, ENOSYS, EOPNOTSUPP}) {
    EXPECT_EQ(hint_for(no_locks),
              "the file system has no locks; set XDG_STATE_HOME to a folder on one that has, such as a local "
              "disk, and log in again");
  }
  EXPECT_EQ(
      hint_for(EIO),
      "run it again; if that does not help, set XDG_STATE_HOME to a folder on another disk and log in again");
}

TEST_F(PrivateFolderTest, TellsItsNamesInOrderAndAgain) {
  const PrivateFolder folder = PrivateFolder::create(store());
  EXPECT_EQ(folder.names(), std::vector<std::string>());
  for (const std::string name : {"store/b", "store/.c", "store/a"}) {
    static_cast<void>(home().write(name, ""));
  }
  std::filesystem::create_directory(store() + "/d");
  const std::vector<std::string> names = {".c", "a", "b", "d"};
  EXPECT_EQ(folder.names(), names);
  EXPECT_EQ(folder.names(), names);
}

}  // namespace
}  // namespace goto_token
