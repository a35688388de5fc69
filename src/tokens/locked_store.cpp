#include "goto_token/tokens/locked_store.hpp"

#include <utility>

#include "goto_token/tokens/login_format.hpp"

namespace goto_token {
namespace {

/// How much a login may grow by a refresh, in bytes: tokens of a server are of about the same length.
constexpr std::size_t kGrowth = 4096;

std::optional<Error> try_to_write(const StoredLogin& login, FileReplacement& room) {
  try {
    room.write(format_login(login).reveal());
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

/// Writes the login, or else what the next refresh needs of it.
/// @returns nullopt, or why it is not whole.
/// @throws Error when there is no room for that either, and when no refresh is possible.
std::optional<Error> write_what_fits(const StoredLogin& login, FileReplacement& room) {
  constexpr int kAttempts = 2;  // a disk may fail once
  std::optional<Error> failure;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    failure = try_to_write(login, room);
    if (!failure) {
      return std::nullopt;
    }
  }
  if (login.refresh_token.empty()) {
    throw Error(*failure);
  }
  room.write(format_login(without_access_token(login)).reveal());
  return Error(failure->code(),
               std::string("the new login is kept without its access token: ") + failure->what(),
               failure->hint());
}

/// Both at once, where there are two.
std::optional<Error> join(const std::optional<Error>& lack, const Error& other) {
  return Error(other.code(), lack ? std::string(lack->what()) + "; " + other.what() : other.what(),
               other.hint());
}

std::optional<Error> save_in_file(const StoredLogin& login, FileReplacement& room) {
  std::optional<Error> lack = write_what_fits(login, room);
  try {
    room.put_in_place();
  } catch (const Error& error) {
    return join(lack,
                Error(error.code(), std::string("the new login stays beside the old one: ") + error.what(),
                      "the next run takes it over"));
  }
  return lack;
}

}  // namespace

std::size_t room_for(const StoredLogin* login) {
  return (login == nullptr ? 0 : format_login(*login).reveal().size()) + kGrowth;
}

LockedStore::LockedStore(const LoginPlace& place, PrivateFolder folder, FileLock lock)
    : place_(place), folder_(std::move(folder)), lock_(std::move(lock)) {}

std::optional<StoredLogin> LockedStore::load() {
  auto unplaced = place_.read_unplaced(folder_);
  if (!unplaced) {
    return place_.read(&folder_);
  }
  const std::string beside = FileReplacement::name_of(place_.file_name());
  try {
    folder_.finish(beside, size_of_login(folder_.read(beside).value_or("")));
    folder_.rename(beside, place_.file_name());
  } catch (const Error& error) {
    stuck_ = error;
    return unplaced;
  }
  return place_.read(&folder_);
}

bool LockedStore::was_interrupted(const StoredLogin& login) const {
  return !stuck_ && place_.shows_interruption(folder_, login);
}

void LockedStore::require_helper_writable(const StoredLogin& login) const {
  if (place_.helper) {
    // That it can be read does not mean that it can be written.
    place_.helper->store(place_.helper_url(), place_.key.profile, format_login(login));
  }
}

void LockedStore::reserve(const StoredLogin& login) {
  if (stuck_) {
    throw Error(*stuck_);  // the only copy of the present login is in its place
  }
  room_ = std::make_unique<FileReplacement>(folder_, place_.file_name(), room_for(&login), lock_);
}

void LockedStore::show_sign(const StoredLogin& login) {
  room_->write_sign(LoginPlace::make_sign(login));
}

void LockedStore::check_writable() {
  place_.require_helper_in_use(folder_);  // its secrets would stay where no run finds them
  take_over();
  if (stuck_) {
    throw Error(*stuck_);
  }
  if (place_.helper) {
    check_helper();
  }
  folder_.require_replaceable(place_.file_name());
  folder_.require_replaceable(FileReplacement::name_of(place_.file_name()));
  // Under another name: the sign of a refresh under way must stay until there is a login in its place.
  const FileReplacement probe(folder_, probe_name(), kGrowth, lock_);
}

/// Takes over what a process could not put in its place. Whether there is a login does not count.
void LockedStore::take_over() {
  try {
    static_cast<void>(load());
  } catch (const Error&) {
    // What is damaged is about to be replaced.
  }
}

/// Stores in the helper what it holds, or for a moment what is no login.
void LockedStore::check_helper() const {
  const auto present = place_.helper->get(place_.helper_url());
  place_.helper->store(place_.helper_url(), place_.key.profile,
                       present ? present->clone() : Secret(LoginPlace::kProbe));
  if (!present) {
    place_.helper->erase(place_.helper_url());
  }
}

std::optional<Error> LockedStore::save(const StoredLogin& login) {
  if (!room_) {
    take_over();
    reserve(login);
  }
  const auto room = std::move(room_);
  try {
    return place_.helper ? save_in_helper(login, *room) : save_in_file(login, *room);
  } catch (const Error&) {
    if (login.rotates) {
      room->leave();  // the sign that the refresh token of the old login may be spent
    }
    throw;
  }
}

std::optional<Error> LockedStore::save_in_helper(const StoredLogin& login, FileReplacement& room) const {
  store_in_helper(login);
  try {
    room.write(format_login_elsewhere(login, place_.helper_name));
    room.put_in_place();
  } catch (const Error& error) {
    return Error(error.code(),
                 std::string("the credential helper has the new login, but the store does not say so: ") +
                     error.what(),
                 error.hint());
  }
  return std::nullopt;
}

/// Once more where it fails: what is lost here cannot be had again.
void LockedStore::store_in_helper(const StoredLogin& login) const {
  const Secret text = format_login(login);
  try {
    place_.helper->store(place_.helper_url(), place_.key.profile, text);
  } catch (const Error&) {
    place_.helper->store(place_.helper_url(), place_.key.profile, text);
  }
}

void LockedStore::erase() {
  room_.reset();
  place_.require_helper_in_use(folder_);  // its secrets would stay
  if (place_.helper) {
    place_.helper->erase(place_.helper_url());
  }
  folder_.erase(place_.file_name());
  folder_.erase(FileReplacement::name_of(place_.file_name()));
  folder_.erase(FileReplacement::name_of(probe_name()));
  folder_.sync_names();
}

}  // namespace goto_token
