#pragma once

#include <optional>
#include <string>

#include "goto_token/config/session.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/io/private_folder.hpp"
#include "goto_token/tokens/stored_login.hpp"

namespace goto_token {

/// The folder of all logins, whether it exists or not; nullopt when the environment names no place: neither
/// XDG_STATE_HOME nor HOME.
[[nodiscard]] std::optional<std::string> find_store_folder(const Settings& settings);

/// The place of one login: a file of its own for each profile, service and client.
///
/// Every failure is an Error{TokenStore}.
class TokenStore {
 public:
  /// @throws Error{TokenStore} when the environment names no place: neither XDG_STATE_HOME nor HOME.
  TokenStore(const Settings& settings, LoginKey key);

  /// The login; nullopt when there is none.
  /// @throws Error{TokenStore} also when the file is damaged; `goto-token login` replaces it.
  [[nodiscard]] std::optional<StoredLogin> load() const;

  /// Whether the folder of all logins is there.
  [[nodiscard]] bool has_folder() const;

  /// Waits until this is the only process that changes the login, and says so if that takes long: another
  /// one may have been stopped. Makes the folder where it is missing.
  /// @throws Error{TokenStore} also after 180 s, more than a refresh takes.
  [[nodiscard]] FileLock lock(const Effects& effects) const;

  /// Makes sure that a login could be saved. Under the lock.
  void check_writable() const;

  /// Replaces the login in one step. Under the lock.
  void save(const StoredLogin& login) const;

  /// Erases the login, damaged or not. Under the lock.
  void erase() const;

  /// What the login belongs to.
  [[nodiscard]] const LoginKey& key() const noexcept { return key_; }

  /// Where the login is or would be.
  [[nodiscard]] std::string path() const { return folder_ + "/" + name_; }

 private:
  LoginKey key_;
  std::string folder_;
  std::string name_;
};

/// The place of the login that the configuration names.
/// @throws Error{TokenStore} when there is none.
[[nodiscard]] TokenStore open_store(const Session& session);

}  // namespace goto_token
