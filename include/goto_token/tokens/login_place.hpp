#pragma once

#include <optional>
#include <string>

#include "goto_token/io/private_folder.hpp"
#include "goto_token/tokens/credential_helper.hpp"
#include "goto_token/tokens/login_format.hpp"

namespace goto_token {

/// Where one login is kept, and how it is read there. Every failure is an Error{TokenStore}.
struct LoginPlace {
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
  /// of it.
  [[nodiscard]] std::string helper_url() const { return "https://goto-token/" + stem; }

  /// The login in the helper or the one in the file, whichever is newer. The latter is there when no helper
  /// was in use.
  /// @param in nullptr when the folder does not exist.
  /// @throws Error also for a damaged login, and for one that a helper keeps that is not in use.
  [[nodiscard]] std::optional<StoredLogin> read(const PrivateFolder* in) const;

  /// Makes sure that the login, should there be one, is not kept by a helper that is not in use.
  /// @throws Error that names the helper.
  void require_helper_in_use(const PrivateFolder& in) const;

  /// The login that a process wrote beside the file, and could not put in its place; nullopt when there is
  /// none that is whole.
  [[nodiscard]] std::optional<StoredLogin> read_new(const PrivateFolder& in) const;

  /// Whether a process ended while it refreshed this login: it had made room for a new one, and did not store
  /// it. The caller holds the lock.
  [[nodiscard]] bool shows_interruption(const PrivateFolder& in, const StoredLogin& login) const;

 private:
  /// What the file holds; nothing where it cannot be read.
  [[nodiscard]] StoredText read_whatever(const PrivateFolder& in) const;
  [[nodiscard]] std::optional<StoredLogin> read_helper() const;
  [[nodiscard]] std::optional<StoredLogin> read_file(const PrivateFolder& in) const;
};

}  // namespace goto_token
