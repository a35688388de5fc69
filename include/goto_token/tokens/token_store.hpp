#pragma once

#include <optional>
#include <string>

#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/io/private_folder.hpp"
#include "goto_token/tokens/stored_login.hpp"

namespace goto_token {

/// The folder of all logins, which may not exist; nullopt when neither XDG_STATE_HOME nor HOME is set.
[[nodiscard]] std::optional<std::string> find_store_folder(const Settings& settings);

/// Where one login is stored: each profile, service and client has its own file.
///
/// Every failure is an Error{TokenStore}.
class TokenStore {
 public:
  /// @throws Error{TokenStore} when neither XDG_STATE_HOME nor HOME is set.
  TokenStore(const Settings& settings, LoginKey key);

  /// The login; nullopt when there is none.
  /// @throws Error{TokenStore} also when the file is damaged; `goto-token login` replaces it.
  [[nodiscard]] std::optional<StoredLogin> load() const;

  /// Whether the folder of all logins exists.
  [[nodiscard]] bool has_folder() const;

  /// Waits until no other process changes the login. Notes a wait of more than 2 s on stderr: the other
  /// process may be stopped. Creates the folder where it is missing.
  /// @throws Error{TokenStore} also after 180 s, which is more than a refresh takes.
  [[nodiscard]] FileLock lock(const Effects& effects) const;

  /// Makes sure that a login could be saved. Under the lock.
  void check_writable() const;

  /// Replaces the login in one step. Under the lock.
  void save(const StoredLogin& login) const;

  /// Erases the login, damaged or not. Under the lock.
  void erase() const;

  /// What identifies the login.
  [[nodiscard]] const LoginKey& key() const noexcept { return key_; }

  /// Where the login is or would be.
  [[nodiscard]] std::string path() const { return folder_ + "/" + name_; }

 private:
  LoginKey key_;
  std::string folder_;
  std::string name_;
};

/// The store of the login that the configuration identifies.
/// @throws Error{TokenStore} when neither XDG_STATE_HOME nor HOME is set.
[[nodiscard]] TokenStore open_store(const Settings& settings, const Config& config);

}  // namespace goto_token
