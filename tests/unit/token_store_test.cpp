#include "goto_token/tokens/token_store.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "support/captured_output.hpp"
#include "support/example_place.hpp"
#include "support/failure.hpp"
#include "support/unprivileged.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const Failure kNone{ExitCode::Success, "nothing failed", ""};

class TokenStoreTest : public testing::Test {
 protected:
  [[nodiscard]] TokenStore store() const { return TokenStore(make_place(home_)); }
  [[nodiscard]] const TemporaryFolder& home() const { return home_; }
  [[nodiscard]] std::string path(const std::string& name) const { return home_.path("store/" + name); }

  void write(const std::string& name, std::string_view text) const {
    static_cast<void>(PrivateFolder::create(home_.path("store")));
    static_cast<void>(home_.write("store/" + name, text));
  }
  void write(const std::string& name, const StoredLogin& login) const {
    write(name, format_login(login).reveal());
  }

  [[nodiscard]] std::string load() const {
    const auto login = store().load();
    return login ? std::string(login->access_token.reveal()) : "none";
  }
  [[nodiscard]] Failure check() const {
    return failure_of([&] {
      store().check_usable(std::nullopt);
      return true;
    });
  }

  /// Holds the lock as another process does.
  [[nodiscard]] FileLock lock() const {
    return PrivateFolder::create(home_.path("store")).try_lock("default-1.json").value();
  }

 private:
  TemporaryFolder home_;
};

TEST_F(TokenStoreTest, LeavesNoTraceWhereThereIsNoLogin) {
  EXPECT_EQ(load(), "none");
  EXPECT_FALSE(store().may_hold_login());
  EXPECT_EQ(check(), kNone);
  EXPECT_FALSE(store().was_interrupted(make_numbered_login(1)));
  EXPECT_TRUE(std::filesystem::is_empty(home().path()));
}

TEST_F(TokenStoreTest, LoadsALoginWithoutALock) {
  write("default-1.json", make_numbered_login(1));
  EXPECT_EQ(load(), "access-1");
  EXPECT_TRUE(store().may_hold_login());
  EXPECT_FALSE(std::filesystem::exists(path("default-1.json.lock")));
}

TEST_F(TokenStoreTest, TakesOverAWholeLoginThatWasNotPutInPlace) {
  write("default-1.json", make_numbered_login(1));
  write("default-1.json.new", make_numbered_login(2));
  EXPECT_EQ(load(), "access-2");
  EXPECT_FALSE(std::filesystem::exists(path("default-1.json.new")));
  EXPECT_EQ(load(), "access-2");
}

TEST_F(TokenStoreTest, UsesAWholeLoginAtOnceWhileAnotherProcessHoldsTheLock) {
  write("default-1.json", make_numbered_login(1));
  write("default-1.json.new", make_numbered_login(2));
  const FileLock held = lock();
  EXPECT_EQ(load(), "access-2");
  EXPECT_TRUE(std::filesystem::exists(path("default-1.json.new"))) << "the other one puts it in place";
}

TEST_F(TokenStoreTest, PassesOverANewFileThatIsNotWholeOrCannotBeRead) {
  write("default-1.json", make_numbered_login(1));
  for (const std::string& unfinished : {"?" + std::string(4096, '\0'), std::string("{")}) {
    write("default-1.json.new", unfinished);
    EXPECT_EQ(load(), "access-1");
    EXPECT_TRUE(store().was_interrupted(make_numbered_login(1)));
  }
  std::filesystem::remove(path("default-1.json.new"));
  std::filesystem::create_symlink(home().path("nothing"), path("default-1.json.new"));
  EXPECT_EQ(load(), "access-1");
}

TEST_F(TokenStoreTest, CountsARefreshOfAnotherProcessAsNoInterruption) {
  write("default-1.json", make_numbered_login(1));
  write("default-1.json.new", "?");
  {
    const FileLock held = lock();
    EXPECT_FALSE(store().was_interrupted(make_numbered_login(1)));
  }
  EXPECT_TRUE(store().was_interrupted(make_numbered_login(1)));
}

TEST_F(TokenStoreTest, SaysWithoutATraceWhyItCannotBeUsed) {
  write("default-1.json", make_numbered_login(1));
  const Unprivileged user(home().path());
  ASSERT_EQ(::chmod(home().path("store").c_str(), 0500), 0);
  EXPECT_EQ(check(),
            (Failure{ExitCode::TokenStore,
                     "cannot write the token store '" + home().path("store") + "': Permission denied",
                     "make " + home().path("store") +
                         " yours, or set XDG_STATE_HOME to a folder of yours and log in again"}));
  ASSERT_EQ(::chmod(home().path("store").c_str(), 0700), 0);
  EXPECT_EQ(check(), kNone);
}

TEST_F(TokenStoreTest, WaitsForAnotherProcessAndGivesUpAfterThreeMinutes) {
  const FileLock held = lock();
  CapturedOutput output;
  Effects effects;
  effects.diagnostics = Diagnostics(output.fd());
  Deadline time = std::chrono::steady_clock::now();
  effects.steady_now = [&time] { return time += 30s; };
  EXPECT_EQ(
      failure_of([&, token_store = store()] { return token_store.lock(effects).load().has_value(); }),
      (Failure{ExitCode::TokenStore, "other processes have locked '" + path("default-1.json") + "' for 180 s",
               "a goto-token process may be stopped, or the server may not respond; run goto-token doctor"}));
  EXPECT_EQ(output.text(), "goto-token: another goto-token is using the stored login; waiting for it\n");
}

TEST_F(TokenStoreTest, TakesTheLockWhenItIsFree) {
  write("default-1.json", make_numbered_login(1));
  const TokenStore token_store = store();
  std::optional<FileLock> held(lock());
  Effects effects;
  Deadline time = std::chrono::steady_clock::now();
  effects.steady_now = [&] {
    held.reset();
    return time += 1s;
  };
  EXPECT_TRUE(token_store.lock(effects).load().has_value());
}

TEST_F(TokenStoreTest, IsLookedAtWithoutAChange) {
  write("default-1.json", make_numbered_login(1));
  write("default-1.json.new", make_numbered_login(2));
  const auto seen = store().peek();
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->access_token.reveal(), make_numbered_login(2).access_token.reveal());
  EXPECT_TRUE(std::filesystem::exists(path("default-1.json.new")));
  EXPECT_FALSE(std::filesystem::exists(path("default-1.json.lock")));
  EXPECT_EQ(load(), seen->access_token.reveal());
}

TEST_F(TokenStoreTest, NamesTheHelperThatKeepsTheLogin) {
  EXPECT_EQ(store().find_keeper(), "");
  write("default-1.json", make_numbered_login(1));
  EXPECT_EQ(store().find_keeper(), "");
  write("default-1.json", format_login_elsewhere(make_numbered_login(1), "pass"));
  EXPECT_EQ(store().find_keeper(), "pass");
}

}  // namespace
}  // namespace goto_token
