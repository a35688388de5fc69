#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "goto_token/io/private_folder.hpp"
#include "goto_token/tokens/credential_helper.hpp"
#include "goto_token/tokens/login_format.hpp"

namespace goto_token {

/// Where one login is kept, and how it is read there. Every failure is an Error{TokenStore}.
struct LoginPlace {
  /// What the helper is given to see whether it can store: no login.
  static constexpr std::string_view kProbe = "{}";

  LoginKey key;
  std::string folder;                      ///< That of all logins. It may not exist.
  std::string stem;                        ///< Names the login's file and its entry in the helper.
  std::string helper_name;                 ///< Empty for none.
  std::optional<CredentialHelper> helper;  ///< Keeps the login, and the file only says so.

  /// The name of the login's file.
  [[nodiscard]] std::string file_name() const { return stem + ".json"; }

  /// The whole path of the login's file.
  [[nodiscard]] std::string path() const { return folder + "/" + file_name(); }

  /// The URL under which the helper keeps the login: helpers take nothing else, and some make a file's name
  /// of it. Two store folders of a user have the same one, but not the same lock.
  [[nodiscard]] std::string helper_url() const { return "https://goto-token/" + stem; }

  /// The login in the helper, else the one in the file. The latter is a login from before there was a helper.
  /// @param in nullptr when the folder does not exist.
  /// @throws Error also for a damaged login, and for one that a helper keeps that is not in use.
  [[nodiscard]] std::optional<StoredLogin> read(const PrivateFolder* in) const;

  /// The credential helper that keeps the login by what the file says; empty for none.
  [[nodiscard]] std::string find_keeper(const PrivateFolder& in) const;

  /// Makes sure that the login, should there be one, is not kept by a helper that is not in use.
  /// @throws Error that names the helper.
  void require_helper_in_use(const PrivateFolder& in) const;

  /// The login that a process wrote beside the file, and could not put in its place; nullopt when there is
  /// none that is whole.
  [[nodiscard]] std::optional<StoredLogin> read_unplaced(const PrivateFolder& in) const;

  /// The sign that a refresh of this login is under way.
  [[nodiscard]] static std::string make_sign(const StoredLogin& login);

  /// Whether a process ended while it refreshed this login: it had shown the sign, and did not store a new
  /// login. The caller holds the lock.
  [[nodiscard]] bool shows_interruption(const PrivateFolder& in, const StoredLogin& login) const;

 private:
  /// What the file holds; nothing where it cannot be read.
  [[nodiscard]] StoredText read_index(const PrivateFolder& in) const;
  [[nodiscard]] std::optional<StoredLogin> read_helper() const;
  [[nodiscard]] std::optional<StoredLogin> read_file(const PrivateFolder& in) const;
};

}  // namespace goto_token
