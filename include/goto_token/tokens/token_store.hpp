#pragma once

#include <optional>
#include <string>
#include <vector>

#include "goto_token/config/session.hpp"
#include "goto_token/tokens/locked_store.hpp"
#include "goto_token/tokens/login_place.hpp"
#include "goto_token/tokens/stored_login.hpp"

namespace goto_token {

/// The folder of all logins, which may not exist; nullopt when neither XDG_STATE_HOME nor HOME is an
/// absolute path.
[[nodiscard]] std::optional<std::string> find_store_folder(const Settings& settings);

/// Where one login is stored: each profile, service and client has its own file, or its own entry in a
/// credential helper.
///
/// Every failure is an Error{TokenStore}.
class TokenStore {
 public:
  /// @param place the file, and the helper if there is one.
  explicit TokenStore(LoginPlace place) : place_(std::move(place)) {}

  /// The login; nullopt when there is none. Takes over what a process that ended has left, where that takes
  /// no waiting.
  /// @throws Error{TokenStore} also when the file is damaged; `goto-token login` replaces it.
  [[nodiscard]] std::optional<StoredLogin> load() const;

  /// The login as `load` gives it. Changes nothing, so that the next run still has to take it over.
  /// @throws Error{TokenStore} as `load` does.
  [[nodiscard]] std::optional<StoredLogin> peek() const;

  /// The credential helper that keeps the login by what its file says; empty for none.
  [[nodiscard]] std::string find_keeper() const;

  /// Whether there is a place where a login may be.
  [[nodiscard]] bool may_hold_login() const;

  /// Waits until no other process changes the login. Notes a wait of more than 2 s on stderr: the other
  /// process may be stopped. Creates the folder where it is missing. The result must not outlive this object.
  /// @throws Error{TokenStore} also after 180 s, which is more than a refresh takes; a helper
  /// that asks a person may take longer.
  [[nodiscard]] LockedStore lock(const Effects& effects) const;

  /// Checks without a trace that a login can take the place of this one.
  void check_usable(const std::optional<StoredLogin>& login) const;

  /// Whether a process ended while it refreshed this login, so that its refresh token may be spent.
  [[nodiscard]] bool was_interrupted(const StoredLogin& login) const;

  /// What identifies the login.
  [[nodiscard]] const LoginKey& key() const noexcept { return place_.key; }

  /// The whole path of the login's file.
  [[nodiscard]] std::string path() const { return place_.path(); }

 private:
  [[nodiscard]] std::optional<StoredLogin> find_unplaced(const PrivateFolder& folder) const;
  [[nodiscard]] std::optional<StoredLogin> take_over(StoredLogin unplaced) const;
  [[nodiscard]] std::optional<LockedStore> try_lock() const;
  [[nodiscard]] FileLock wait_for_lock(const PrivateFolder& folder, const Effects& effects) const;

  LoginPlace place_;
};

/// The store of the login that the configuration identifies.
/// @throws Error{TokenStore} when neither XDG_STATE_HOME nor HOME is an absolute path.
[[nodiscard]] TokenStore open_store(const Session& session);

/// The store of each login that the folder holds, whatever the configuration identifies: sorted by what
/// identifies them. Also of one that cannot be used, and of what an unfinished one has left; of these the
/// key may have nothing but the profile. Files of other programs are passed over.
/// @throws Error{TokenStore} when the folder cannot be read, and as open_store does.
[[nodiscard]] std::vector<TokenStore> open_every_store(const Session& session);

}  // namespace goto_token
