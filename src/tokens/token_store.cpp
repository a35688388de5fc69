#include "goto_token/tokens/token_store.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/hash.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/values.hpp"
#include "goto_token/tokens/login_format.hpp"

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

/// Keeps the names of services, clients, audiences and resources apart. No security depends on it: each file
/// holds its key.
std::string stem_of(const LoginKey& key) {
  std::string login = key.service + "\n" + key.client_id;
  if (!key.audience.empty() || !key.resources.empty()) {  // others are named as in versions without these
    login += "\n" + key.audience + "\n" + join_words(key.resources);
  }
  return key.profile + "-" + to_hex(fnv1a(login));
}

/// What stem_of puts behind the profile.
constexpr std::size_t kStemEnd = 1 + 16;

/// The stem of a file of ours that is a login, or may become one; nullopt for any other, such as a lock.
std::optional<std::string> find_stem(std::string_view name) {
  for (const std::string_view ending : {".json", ".json.new", ".json.check.new"}) {
    if (!name.ends_with(ending) || name.size() <= kStemEnd + ending.size()) {
      continue;
    }
    const std::string_view stem = name.substr(0, name.size() - ending.size());
    const std::string_view hash = stem.substr(stem.size() - kStemEnd);
    const bool is_hash =
        hash.front() == '-' && hash.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
    if (is_hash && is_profile_name(stem.substr(0, stem.size() - kStemEnd))) {
      return std::string(stem);
    }
  }
  return std::nullopt;
}

std::optional<LoginKey> read_key(const PrivateFolder& folder, const std::string& name) {
  try {
    const auto text = folder.read(name);
    return text ? find_login_key(*text) : std::nullopt;
  } catch (const Error&) {  // the one who reads the login says what is wrong
    return std::nullopt;
  }
}

/// Whose login the files of this stem are; of files that do not say so, the profile alone.
LoginKey find_key(const PrivateFolder& folder, const std::string& stem) {
  for (const std::string& name : {stem + ".json", FileReplacement::name_of(stem + ".json")}) {
    if (auto key = read_key(folder, name); key && stem_of(*key) == stem) {
      return *std::move(key);
    }
  }
  LoginKey key;
  key.profile = stem.substr(0, stem.size() - kStemEnd);
  return key;
}

TokenStore open_place(const Session& session, LoginKey key, std::string stem) {
  LoginPlace place;
  place.key = std::move(key);
  place.folder = require_folder(session.settings);
  place.stem = std::move(stem);
  if (const std::string& helper = session.config.credential_helper; !helper.empty()) {
    place.helper_name = helper;
    place.helper.emplace(helper, session.settings.child_environment(), session.effects.wait);
  }
  return TokenStore(std::move(place));
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

std::optional<StoredLogin> TokenStore::peek() const {
  const auto folder = PrivateFolder::open(place_.folder);
  auto unplaced = folder ? find_unplaced(*folder) : std::nullopt;
  return unplaced ? std::move(unplaced) : place_.read(folder ? &*folder : nullptr);
}

std::string TokenStore::find_keeper() const {
  const auto folder = PrivateFolder::open(place_.folder);
  return folder ? place_.find_keeper(*folder) : "";
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
  LoginKey key{.profile = config.profile,
               .service = config.service,
               .client_id = config.client.id,
               .audience = config.audience,
               .resources = config.resources};
  std::sort(key.resources.begin(), key.resources.end());
  std::string stem = stem_of(key);
  return open_place(session, std::move(key), std::move(stem));
}

std::vector<TokenStore> open_every_store(const Session& session) {
  const auto folder = PrivateFolder::open(require_folder(session.settings));
  std::set<std::string> stems;
  for (const std::string& name : folder ? folder->names() : std::vector<std::string>()) {
    if (auto stem = find_stem(name)) {
      stems.insert(*std::move(stem));
    }
  }
  std::vector<TokenStore> stores;
  stores.reserve(stems.size());
  for (const std::string& stem : stems) {
    stores.push_back(open_place(session, find_key(*folder, stem), stem));
  }
  std::sort(stores.begin(), stores.end(), [](const TokenStore& one, const TokenStore& other) {
    const auto order = [](const LoginKey& key) {
      return std::tie(key.profile, key.service, key.client_id, key.audience, key.resources);
    };
    return order(one.key()) < order(other.key());
  });
  return stores;
}

}  // namespace goto_token
