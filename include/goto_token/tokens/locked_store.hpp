#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "goto_token/base/error.hpp"
#include "goto_token/io/file_replacement.hpp"
#include "goto_token/io/private_folder.hpp"
#include "goto_token/tokens/login_place.hpp"

namespace goto_token {

/// Bytes that are reserved for the login that takes the place of this one.
/// @param login nullptr for none.
[[nodiscard]] std::size_t room_for(const StoredLogin* login);

/// The store of one login while no other process changes it: until this object ends.
///
/// Every failure is an Error{TokenStore}.
class LockedStore {
 public:
  /// @param place must outlive it.
  LockedStore(const LoginPlace& place, PrivateFolder folder, FileLock lock);
  LockedStore(const LockedStore&) = delete;  // the reserved room refers to it
  LockedStore& operator=(const LockedStore&) = delete;
  ~LockedStore() = default;

  /// The login; nullopt when there is none. Takes over one that a process wrote that could not put it in
  /// place. @throws Error also when the login is damaged.
  [[nodiscard]] std::optional<StoredLogin> load();

  /// Whether a process ended while it refreshed this login, so that its refresh token may be spent.
  [[nodiscard]] bool was_interrupted(const StoredLogin& login) const;

  /// Makes sure that the helper, if there is one, takes a login. Takes as long as the helper does.
  void require_helper_writable(const StoredLogin& login) const;

  /// Makes sure that a new login can be stored, and reserves room for it. The room is given up with this
  /// object.
  /// @param login one of about its size.
  void reserve(const StoredLogin& login);

  /// Shows in the reserved room that a refresh is under way. The sign goes with the room, but it stays when
  /// the process ends, and where there was one before: until a login is saved.
  /// @param login the present one.
  void show_sign(const StoredLogin& login);

  /// Makes sure that a new login could be stored now.
  /// @throws Error also where a helper that is not in use keeps the present one.
  void check_writable();

  /// Stores the login.
  /// @returns nullopt, or what it lacks: it is kept, but beside the old one or without its access token.
  /// @throws Error when it could not be kept at all.
  [[nodiscard]] std::optional<Error> save(const StoredLogin& login);

  /// Erases the login, damaged or not.
  /// @throws Error also for one that a helper keeps that is not in use.
  void erase();

 private:
  void take_over();
  [[nodiscard]] std::string probe_name() const { return place_.file_name() + ".check"; }
  void check_helper() const;
  void store_in_helper(const StoredLogin& login) const;
  [[nodiscard]] std::optional<Error> save_in_helper(const StoredLogin& login, FileReplacement& room) const;

  const LoginPlace& place_;
  PrivateFolder folder_;
  FileLock lock_;
  std::optional<Error> stuck_;  // why a new login is still beside the old one
  std::unique_ptr<FileReplacement> room_;
};

}  // namespace goto_token
