#include "goto_token/tokens/token_store.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

std::string require_folder(const Settings& settings) {
  const auto folder = find_store_folder(settings);
  if (!folder) {
    throw Error(ExitCode::TokenStore,
                "there is no place for the token store: neither XDG_STATE_HOME nor HOME is set",
                "set XDG_STATE_HOME to a folder of yours");
  }
  return *folder;
}

/// Keeps the file names of services and clients apart (FNV-1a, 64 bits). No security depends on it: each file
/// holds its key.
std::uint64_t hash_of(const LoginKey& key) {
  constexpr std::uint64_t kOffsetBasis = 0xCBF29CE484222325;
  constexpr std::uint64_t kPrime = 0x100000001B3;
  std::uint64_t hash = kOffsetBasis;
  for (const char c : key.service + '\n' + key.client_id) {
    hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  }
  return hash;
}

std::string file_name(const LoginKey& key) {
  std::array<char, 24> hash = {};
  std::snprintf(hash.data(), hash.size(), "%016llx", static_cast<unsigned long long>(hash_of(key)));
  return key.profile + "-" + hash.data() + ".json";
}

}  // namespace

std::optional<std::string> find_store_folder(const Settings& settings) {
  return settings.find_user_folder("XDG_STATE_HOME", ".local/state");
}

TokenStore::TokenStore(const Settings& settings, LoginKey key)
    : key_(std::move(key)), folder_(require_folder(settings)), name_(file_name(key_)) {}

std::optional<StoredLogin> TokenStore::load() const {
  const auto folder = PrivateFolder::open(folder_);
  const auto text = folder ? folder->read(name_) : std::nullopt;
  if (!text) {
    return std::nullopt;
  }
  auto login = parse_login(*text, key_);
  if (!login) {
    throw Error(ExitCode::TokenStore, "the stored login '" + printable(path()) + "' is damaged",
                "goto-token login replaces it");
  }
  return login;
}

bool TokenStore::has_folder() const {
  return PrivateFolder::open(folder_).has_value();
}

FileLock TokenStore::lock(const Effects& effects) const {
  constexpr auto kNoteAfter = 2s;
  constexpr auto kGiveUpAfter = 180s;
  constexpr auto kRetryInterval = 10ms;
  const PrivateFolder folder = PrivateFolder::create(folder_);
  const Deadline start = effects.steady_now();
  bool noted = false;
  while (true) {
    if (auto lock = folder.try_lock(name_)) {
      return *std::move(lock);
    }
    const auto waited = effects.steady_now() - start;
    if (waited >= kGiveUpAfter) {
      throw Error(
          ExitCode::TokenStore, "other processes have locked '" + printable(path()) + "' for 180 s",
          "a goto-token process may be stopped, or the server may not respond; run goto-token doctor");
    }
    if (waited >= kNoteAfter && !noted) {
      effects.diagnostics.note("another goto-token is using the stored login; waiting for it");
      noted = true;
    }
    pause(kRetryInterval, effects.wait);
  }
}

void TokenStore::check_writable() const {
  PrivateFolder::create(folder_).check_writable(name_);
}

void TokenStore::save(const StoredLogin& login) const {
  PrivateFolder::create(folder_).replace(name_, format_login(login).reveal());
}

void TokenStore::erase() const {
  if (const auto folder = PrivateFolder::open(folder_)) {
    folder->erase(name_);
  }
}

TokenStore open_store(const Settings& settings, const Config& config) {
  return {settings, {.profile = config.profile, .service = config.service, .client_id = config.client.id}};
}

}  // namespace goto_token
