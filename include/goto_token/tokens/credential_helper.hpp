#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/secret.hpp"
#include "goto_token/io/child_process.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// A program that keeps secrets for others: `docker-credential-NAME`, with docker's protocol of `store`,
/// `get` and `erase`. It may ask a person to unlock a keyring, so each call may take two minutes.
///
/// Every failure is an Error{TokenStore} that names the program, in the program's own words where those hold
/// no part of a stored secret and nothing that looks like a credential.
class CredentialHelper {
 public:
  /// @param name see `is_helper_name`.
  /// @param environment `NAME=value` each: the program's whole environment. Its PATH is searched for it.
  /// @param patience how long a call may take; then the program is killed.
  CredentialHelper(std::string_view name, std::vector<std::string> environment, Wait wait,
                   std::chrono::seconds patience = std::chrono::seconds(120));

  /// The secret kept under the URL; nullopt when there is none.
  [[nodiscard]] std::optional<Secret> get(const std::string& server_url) const;

  /// Keeps the secret under the URL, in place of the one there. All three are UTF-8; the secret is not empty.
  /// Some programs take no more than 64 KiB.
  void store(const std::string& server_url, const std::string& username, const Secret& secret) const;

  /// Erases what is kept under the URL, should there be anything.
  void erase(const std::string& server_url) const;

 private:
  struct Action;
  static const Action kGet;
  static const Action kStore;
  static const Action kErase;

  [[nodiscard]] ChildExit try_to_get(const std::string& server_url) const;
  [[nodiscard]] ChildExit run(const Action& action, std::string_view input) const;
  [[nodiscard]] bool may_hold(const std::string& server_url) const;
  [[noreturn]] void fail(const Action& action, const std::string& why, const std::string& hint = {}) const;
  [[noreturn]] void fail_after(const Action& action, const ChildExit& exit,
                               std::string_view secret = {}) const;

  std::string program_;
  std::vector<std::string> environment_;
  Wait wait_;
  std::chrono::seconds patience_;
};

}  // namespace goto_token
