#include "goto_token/tokens/locked_store.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "goto_token/tokens/login_format.hpp"
#include "support/example_place.hpp"
#include "support/failure.hpp"
#include "support/file_size_limit.hpp"

namespace goto_token {
namespace {

const Failure kNone{ExitCode::Success, "nothing failed", ""};
const std::string kLink = "it is a link or no plain file";
const std::string kRemoveHint = "remove it and log in again";

/// The access token of the login, or `none`.
std::string token_of(const std::optional<StoredLogin>& login) {
  return login ? std::string(login->access_token.reveal()) : "none";
}

template <typename Action>
Failure failure_to(const Action& action) {
  return failure_of([&] {
    action();
    return true;
  });
}

Failure failure_of_lack(const std::optional<Error>& lack) {
  return lack ? Failure{lack->code(), lack->what(), lack->hint()} : kNone;
}

/// A store in a folder of its own, of which a test opens one object after the other, as processes do.
class LockedStoreTest : public testing::Test {
 protected:
  [[nodiscard]] LockedStore open() const { return open(place_); }
  /// @param place must outlive the store.
  [[nodiscard]] static LockedStore open(const LoginPlace& place) {
    PrivateFolder folder = PrivateFolder::create(place.folder);
    auto lock = folder.try_lock(place.file_name());
    return {place, std::move(folder), std::move(lock).value()};
  }

  void write(const std::string& name, std::string_view text) const {
    static_cast<void>(PrivateFolder::create(place_.folder));
    static_cast<void>(home_.write("store/" + name, text));
  }
  void write(const std::string& name, const StoredLogin& login) const {
    write(name, format_login(login).reveal());
  }
  [[nodiscard]] std::string text(const std::string& name) const { return home_.read("store/" + name); }
  [[nodiscard]] bool exists(const std::string& name) const { return std::filesystem::exists(path(name)); }
  [[nodiscard]] std::string path(const std::string& name) const { return home_.path("store/" + name); }
  /// Makes it impossible to rename anything to the login's name.
  void block() const { std::filesystem::create_directories(path("default-1.json/x")); }

  [[nodiscard]] const TemporaryFolder& home() const { return home_; }
  [[nodiscard]] const LoginPlace& place() const { return place_; }

 private:
  TemporaryFolder home_;
  LoginPlace place_ = make_place(home_);
};

TEST_F(LockedStoreTest, KeepsALogin) {
  EXPECT_EQ(token_of(open().load()), "none");
  for (int number = 1; number < 4; ++number) {
    LockedStore store = open();
    EXPECT_EQ(failure_of_lack(store.save(make_numbered_login(number))), kNone);
    EXPECT_EQ(token_of(store.load()), "access-" + std::to_string(number));
  }
  EXPECT_EQ(token_of(open().load()), "access-3");
  EXPECT_FALSE(exists("default-1.json.new"));
}

TEST_F(LockedStoreTest, KeepsALoginInTheRoomThatWasReserved) {
  LockedStore store = open();
  store.reserve(make_numbered_login(1));
  EXPECT_GT(std::filesystem::file_size(path("default-1.json.new")), 4096U);
  EXPECT_EQ(failure_of_lack(store.save(make_numbered_login(2))), kNone);
  EXPECT_EQ(token_of(store.load()), "access-2");
  EXPECT_EQ(text("default-1.json").find('\0'), std::string::npos);
}

TEST_F(LockedStoreTest, GivesReservedRoomUpThatWasNotUsed) {
  write("default-1.json", make_numbered_login(1));
  open().reserve(make_numbered_login(1));
  EXPECT_FALSE(exists("default-1.json.new"));
  EXPECT_EQ(failure_to([&] { open().check_writable(); }), kNone);
  EXPECT_FALSE(exists("default-1.json.new"));
  EXPECT_EQ(token_of(open().load()), "access-1");
}

TEST_F(LockedStoreTest, TakesOverAWholeLoginThatWasNotPutInPlace) {
  write("default-1.json", make_numbered_login(1));
  write("default-1.json.new", make_numbered_login(2));
  LockedStore store = open();
  const auto login = store.load();
  EXPECT_EQ(token_of(login), "access-2");
  EXPECT_FALSE(store.was_interrupted(login.value()));
  EXPECT_FALSE(exists("default-1.json.new"));
  EXPECT_EQ(text("default-1.json"), format_login(make_numbered_login(2)).reveal());
}

TEST_F(LockedStoreTest, TakesOverAWholeLoginBehindWhichThereStillIsReservedRoom) {
  write("default-1.json.new",
        std::string(format_login(make_numbered_login(2)).reveal()) + std::string(4096, '\0'));
  EXPECT_EQ(token_of(open().load()), "access-2");
  EXPECT_EQ(text("default-1.json"), format_login(make_numbered_login(2)).reveal());
}

TEST_F(LockedStoreTest, TellsAnInterruptionByALoginThatIsNotWhole) {
  const std::string whole(format_login(make_numbered_login(2)).reveal());
  write("default-1.json", make_numbered_login(1));
  for (const std::string& unfinished : {"?" + std::string(4096, '\0'), whole.substr(0, whole.size() / 2),
                                        whole.substr(0, whole.size() / 2) + std::string(4096, '\0')}) {
    write("default-1.json.new", unfinished);
    LockedStore store = open();
    const auto login = store.load();
    EXPECT_EQ(token_of(login), "access-1");
    EXPECT_TRUE(store.was_interrupted(login.value()));
    EXPECT_TRUE(exists("default-1.json.new")) << "the sign stays until a login is stored";
  }
  LockedStore store = open();
  EXPECT_EQ(failure_of_lack(store.save(make_numbered_login(3))), kNone);
  EXPECT_FALSE(store.was_interrupted(store.load().value()));
}

TEST_F(LockedStoreTest, TellsNoInterruptionByRoomThatWasReservedBeforeAnythingWasSent) {
  write("default-1.json", make_numbered_login(1));
  for (const std::string& reserved : {std::string(), std::string(4096, '\0')}) {
    write("default-1.json.new", reserved);
    LockedStore store = open();
    EXPECT_FALSE(store.was_interrupted(store.load().value()));
  }
}

TEST_F(LockedStoreTest, KeepsTheSignOfAnInterruptionUntilALoginIsSaved) {
  write("default-1.json", make_numbered_login(1));
  write("default-1.json.new", "?");
  for (int attempt = 0; attempt < 2; ++attempt) {
    LockedStore store = open();
    const StoredLogin login = store.load().value();
    EXPECT_TRUE(store.was_interrupted(login));
    store.check_writable();
    EXPECT_TRUE(store.was_interrupted(login));
    store.reserve(login);
  }
  EXPECT_TRUE(exists("default-1.json.new"));
}

TEST_F(LockedStoreTest, GivesItsSignUpWithItself) {
  write("default-1.json", make_numbered_login(1));
  {
    LockedStore store = open();
    store.reserve(store.load().value());
    store.show_sign(store.load().value());
    EXPECT_TRUE(store.was_interrupted(store.load().value()));
  }
  EXPECT_FALSE(exists("default-1.json.new"));
}

TEST_F(LockedStoreTest, KeepsTheSignWhereThereIsNoRoomForANewLogin) {
  write("default-1.json", make_numbered_login(1));
  write("default-1.json.new", "?");
  const FileSizeLimit limit(1);
  LockedStore store = open();
  const StoredLogin login = store.load().value();
  EXPECT_EQ(failure_to([&] { store.reserve(login); }).code, ExitCode::TokenStore);
  EXPECT_EQ(failure_to([&] { static_cast<void>(store.save(login)); }).code, ExitCode::TokenStore);
  EXPECT_TRUE(store.was_interrupted(login));
}

TEST_F(LockedStoreTest, ErasesNoWholeLoginWhereANewOneCannotBeSaved) {
  write("default-1.json", make_numbered_login(1));
  write("default-1.json.new", make_numbered_login(2));
  const FileSizeLimit limit(1);
  LockedStore store = open();
  EXPECT_EQ(failure_to([&] { static_cast<void>(store.save(make_numbered_login(3))); }).code,
            ExitCode::TokenStore);
  EXPECT_EQ(token_of(store.load()), "access-2");
}

TEST_F(LockedStoreTest, UsesALoginThatCannotBePutInPlaceAndWritesNothingOverIt) {
  write("default-1.json.new", make_numbered_login(2));
  block();
  LockedStore store = open();
  const auto login = store.load();
  EXPECT_EQ(token_of(login), "access-2");
  EXPECT_FALSE(store.was_interrupted(login.value()));
  const Failure expected{ExitCode::TokenStore,
                         "cannot replace the token store '" + path("default-1.json") + "': " + kLink,
                         kRemoveHint};
  EXPECT_EQ(failure_to([&] { store.reserve(*login); }), expected);
  EXPECT_EQ(failure_to([&] { store.check_writable(); }), expected);
  EXPECT_EQ(failure_to([&] { static_cast<void>(store.save(make_numbered_login(3))); }), expected);
  EXPECT_EQ(text("default-1.json.new"), format_login(make_numbered_login(2)).reveal());
}

TEST_F(LockedStoreTest, LeavesALoginBesideTheOldOneWhereItCannotBePutInPlace) {
  {
    LockedStore store = open();
    store.reserve(make_numbered_login(1));
    block();
    EXPECT_EQ(failure_of_lack(store.save(make_numbered_login(2))),
              (Failure{ExitCode::TokenStore,
                       "the new login stays beside the old one: cannot replace the token store '" +
                           path("default-1.json") + "': " + kLink,
                       "the next run takes it over"}));
  }
  EXPECT_EQ(token_of(open().load()), "access-2");
  std::filesystem::remove_all(path("default-1.json"));
  EXPECT_EQ(token_of(open().load()), "access-2");
  EXPECT_FALSE(exists("default-1.json.new"));
}

TEST_F(LockedStoreTest, KeepsTheRefreshTokenWhereThereIsNoRoomForTheAccessToken) {
  const FileSizeLimit limit(10'000);
  LockedStore store = open();
  store.reserve(make_numbered_login(1));
  EXPECT_EQ(failure_of_lack(store.save(make_numbered_login(2, std::string(20'000, 'x')))),
            (Failure{ExitCode::TokenStore,
                     "the new login is kept without its access token: cannot write the token store '" +
                         path("default-1.json.new") + "': File too large",
                     "make room there, or set XDG_STATE_HOME to a folder with more room and log in again"}));
  const auto login = store.load();
  ASSERT_TRUE(login.has_value());
  EXPECT_TRUE(login->access_token.empty());
  EXPECT_EQ(login->refresh_token.reveal(), "refresh-2");
}

TEST_F(LockedStoreTest, KeepsTheOldLoginWhereTheNewOneCannotBeKeptAtAll) {
  write("default-1.json", make_numbered_login(1));
  const FileSizeLimit limit(10'000);
  for (const bool rotates : {false, true}) {
    LockedStore store = open();
    store.reserve(make_numbered_login(1));
    StoredLogin login = make_numbered_login(2, std::string(20'000, 'x'));
    login.refresh_token = Secret();  // without it the rest is of no use
    login.rotates = rotates;
    EXPECT_EQ(failure_to([&] { static_cast<void>(store.save(login)); }).message,
              "cannot write the token store '" + path("default-1.json.new") + "': File too large");
    EXPECT_EQ(token_of(store.load()), "access-1");
    EXPECT_EQ(store.was_interrupted(make_numbered_login(1)), rotates);
  }
}

TEST_F(LockedStoreTest, ErasesTheLoginAndWhatIsBesideIt) {
  for (const std::string& beside : {std::string(format_login(make_numbered_login(2)).reveal()),
                                    std::string(4096, '\0'), std::string("{")}) {
    write("default-1.json", "damaged");
    write("default-1.json.new", beside);
    write("other.json", "another login");
    open().erase();
    EXPECT_EQ(token_of(open().load()), "none");
    EXPECT_FALSE(exists("default-1.json"));
    EXPECT_FALSE(exists("default-1.json.new"));
    EXPECT_TRUE(exists("other.json"));
  }
}

TEST_F(LockedStoreTest, ErasesTheOldLoginBeforeTheNewOne) {
  // Ended in between, it leaves the refresh token that the server knows.
  write("default-1.json.new", make_numbered_login(2));
  block();
  EXPECT_EQ(
      failure_to([&] { open().erase(); }),
      (Failure{ExitCode::TokenStore,
               "cannot erase the token store '" + path("default-1.json") + "': " + kLink, kRemoveHint}));
  EXPECT_TRUE(exists("default-1.json.new"));
}

TEST_F(LockedStoreTest, SaysThatADamagedLoginIsReplaced) {
  for (const std::string& damaged : {std::string("{"), std::string(), std::string(200'000, '[')}) {
    write("default-1.json", damaged);
    EXPECT_EQ(failure_of([&] { return open().load().has_value(); }),
              (Failure{ExitCode::TokenStore, "the stored login '" + path("default-1.json") + "' is damaged",
                       "goto-token login replaces it"}));
    EXPECT_EQ(failure_of_lack(open().save(make_numbered_login(2))), kNone);
    EXPECT_EQ(token_of(open().load()), "access-2");
  }
}

TEST_F(LockedStoreTest, NamesTheHelperThatKeepsALoginWhereItIsNotInUse) {
  const Failure expected{ExitCode::TokenStore, "the stored login is kept by the credential helper 'pass'",
                         "use --credential-helper pass, or set OAUTH_CREDENTIAL_HELPER in the environment"};
  const std::string elsewhere = format_login_elsewhere(make_numbered_login(1), "pass");
  write("default-1.json", elsewhere);
  const LoginPlace other = make_place_with_helper(home());
  for (const LoginPlace* const used : {&place(), &other}) {
    EXPECT_EQ(failure_of([&] { return open(*used).load().has_value(); }), expected);
    EXPECT_EQ(failure_to([&] { open(*used).erase(); }), expected);
    EXPECT_EQ(text("default-1.json"), elsewhere);
  }
}

TEST_F(LockedStoreTest, CarriesALoginOfTheFileOverToAHelper) {
  write("default-1.json", make_numbered_login(1));
  const LoginPlace with_helper = make_place_with_helper(home());
  {
    LockedStore store = open(with_helper);
    const auto login = store.load();
    EXPECT_EQ(token_of(login), "access-1");
    store.reserve(login.value());
    EXPECT_EQ(failure_of_lack(store.save(make_numbered_login(2))), kNone);
  }
  EXPECT_EQ(token_of(open(with_helper).load()), "access-2");
  EXPECT_EQ(text("default-1.json"), format_login_elsewhere(make_numbered_login(2), "fake"));
  EXPECT_NE(home().read("kept").find("refresh-2"), std::string::npos);
}

TEST_F(LockedStoreTest, LeavesTheHelperAsItWasAfterACheck) {
  const LoginPlace with_helper = make_place_with_helper(home());
  open(with_helper).check_writable();
  EXPECT_FALSE(std::filesystem::exists(home().path("kept")));
  EXPECT_EQ(failure_of_lack(open(with_helper).save(make_numbered_login(1))), kNone);
  open(with_helper).check_writable();
  EXPECT_EQ(token_of(open(with_helper).load()), "access-1");
}

TEST_F(LockedStoreTest, ErasesTheFileAfterTheHelperHasErasedTheLogin) {
  const LoginPlace with_helper = make_place_with_helper(home());
  EXPECT_EQ(failure_of_lack(open(with_helper).save(make_numbered_login(1))), kNone);
  static_cast<void>(home().write("broken", "erase"));
  EXPECT_EQ(failure_to([&] { open(with_helper).erase(); }).message,
            "cannot erase the stored login from docker-credential-fake: it is locked");
  EXPECT_TRUE(exists("default-1.json"));
  std::filesystem::remove(home().path("broken"));
  open(with_helper).erase();
  EXPECT_FALSE(exists("default-1.json"));
  EXPECT_FALSE(std::filesystem::exists(home().path("kept")));
}

TEST_F(LockedStoreTest, TellsAnInterruptionWithAHelperByTheVersionOfTheLogin) {
  const LoginPlace with_helper = make_place_with_helper(home());
  EXPECT_EQ(failure_of_lack(open(with_helper).save(make_numbered_login(1))), kNone);
  LockedStore store = open(with_helper);
  StoredLogin login = store.load().value();
  write("default-1.json.new", LoginPlace::make_sign(login) + std::string(4096, '\0'));
  EXPECT_TRUE(store.was_interrupted(login)) << "the helper has the login whose refresh was sent";
  ++login.version;
  EXPECT_FALSE(store.was_interrupted(login)) << "the helper had already stored the refreshed login";
}

}  // namespace
}  // namespace goto_token
