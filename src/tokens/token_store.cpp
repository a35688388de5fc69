#include "goto_token/tokens/token_store.hpp"

#include <chrono>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/hash.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

std::string require_folder(const Settings& settings) {
  const auto folder = find_store_folder(settings);
  if (!folder) {
    throw Error(ExitCode::TokenStore,
                "there is no place for the token store: neither XDG_STATE_HOME nor HOME is an absolute path",
                "set XDG_STATE_HOME to a folder of yours");
  }
  return *folder;
}

/// Keeps the names of services and clients apart. No security depends on it: each file holds its key.
std::string stem_of(const LoginKey& key) {
  return key.profile + "-" + to_hex(fnv1a(key.service + "\n" + key.client_id));
}

}  // namespace

std::optional<std::string> find_store_folder(const Settings& settings) {
  return settings.find_user_folder("XDG_STATE_HOME", ".local/state");
}

std::optional<StoredLogin> TokenStore::load() const {
  const auto folder = PrivateFolder::open(place_.folder);
  if (!folder) {
    return place_.read(nullptr);
  }
  auto unplaced = find_unplaced(*folder);
  return unplaced ? take_over(*std::move(unplaced)) : place_.read(&*folder);
}

/// What is wrong with a new file shows when the lock is held: a process may be writing it now.
std::optional<StoredLogin> TokenStore::find_unplaced(const PrivateFolder& folder) const {
  try {
    return place_.read_unplaced(folder);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Takes over the login that is not in its place, unless that would take waiting.
std::optional<StoredLogin> TokenStore::take_over(StoredLogin unplaced) const {
  try {
    if (auto locked = try_lock()) {
      return locked->load();
    }
  } catch (const Error&) {
    // A run that needs the lock says what is wrong.
  }
  return unplaced;
}

bool TokenStore::may_hold_login() const {
  return place_.helper || PrivateFolder::open(place_.folder);
}

std::optional<LockedStore> TokenStore::try_lock() const {
  auto folder = PrivateFolder::open(place_.folder);
  auto lock = folder ? folder->try_lock(place_.file_name()) : std::nullopt;
  return lock ? std::optional<LockedStore>(std::in_place, place_, *std::move(folder), *std::move(lock))
              : std::nullopt;
}

LockedStore TokenStore::lock(const Effects& effects) const {
  PrivateFolder folder = PrivateFolder::create(place_.folder);
  FileLock lock = wait_for_lock(folder, effects);
  return {place_, std::move(folder), std::move(lock)};
}

FileLock TokenStore::wait_for_lock(const PrivateFolder& folder, const Effects& effects) const {
  constexpr auto kNoteAfter = 2s;
  constexpr auto kGiveUpAfter = 180s;
  constexpr auto kRetryInterval = 10ms;
  const Deadline start = effects.steady_now();
  bool noted = false;
  while (true) {
    if (auto lock = folder.try_lock(place_.file_name())) {
      return *std::move(lock);
    }
    const auto waited = effects.steady_now() - start;
    if (waited >= kGiveUpAfter) {
      throw Error(
          ExitCode::TokenStore, "other processes have locked '" + printable(place_.path()) + "' for 180 s",
          "a goto-token process may be stopped, or the server may not respond; run goto-token doctor");
    }
    if (waited >= kNoteAfter && !noted) {
      effects.diagnostics.note("another goto-token is using the stored login; waiting for it");
      noted = true;
    }
    pause(kRetryInterval, effects.wait);
  }
}

void TokenStore::check_usable(const std::optional<StoredLogin>& login) const {
  if (const auto folder = PrivateFolder::open(place_.folder)) {
    folder->check_usable(place_.file_name(), room_for(login ? &*login : nullptr));
  } else {
    PrivateFolder::check_creatable(place_.folder);
  }
}

bool TokenStore::was_interrupted(const StoredLogin& login) const {
  const auto folder = PrivateFolder::open(place_.folder);
  if (!folder || !folder->has_file(FileReplacement::name_of(place_.file_name()))) {
    return false;
  }
  const auto locked = try_lock();  // where another process holds the lock, it is refreshing the login now
  return locked && locked->was_interrupted(login);
}

TokenStore open_store(const Session& session) {
  const Config& config = session.config;
  LoginPlace place;
  place.key = {.profile = config.profile, .service = config.service, .client_id = config.client.id};
  place.folder = require_folder(session.settings);
  place.stem = stem_of(place.key);
  if (!config.credential_helper.empty()) {
    place.helper_name = config.credential_helper;
    place.helper.emplace(config.credential_helper, session.settings.child_environment(),
                         session.effects.wait);
  }
  return TokenStore(std::move(place));
}

}  // namespace goto_token
