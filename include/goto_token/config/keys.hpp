#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "goto_token/config/settings.hpp"

namespace goto_token {

struct CommandLine;
struct Config;

/// What the redirect URI is unless it is set.
inline constexpr std::string_view kDefaultRedirectUri = "http://127.0.0.1:5000/login/oauth2/code/goto";

/// The variable that names the credential helper. It names a program to run, so it is no key: the process
/// environment alone sets it.
inline constexpr std::string_view kCredentialHelperVariable = "OAUTH_CREDENTIAL_HELPER";

/// The profile unless one is named.
inline constexpr std::string_view kDefaultProfile = "default";

/// The kind of a key's value.
enum class KeyKind {
  Plain,             ///< Text that may be shown.
  Secret,            ///< Never shown; `KEY_FILE` names a file that holds it.
  ServerUrl,         ///< A URL of a server that gets secrets.
  CertificatesFile,  ///< The path of a PEM file.
  PrivateKeyFile,    ///< The path of a PEM file that is a secret. Not read before it is needed.
  TokenParameters,   ///< Form-encoded parameters. Their names may be shown, their values may be secrets.
};

struct KeyReading;

/// A key of the configuration: a row of the one table of keys.
struct Key {
  std::string_view name;
  KeyKind kind = KeyKind::Plain;
  std::string_view option = {};  ///< The option that goes before it; empty for none.
  std::string_view unset = {};   ///< What applies when it is not set, for people; empty for nothing.
  bool ends_login = false;       ///< Whether `logout` needs it: it identifies a login, or helps to revoke it.
  /// Reads the key, its option or its default into the configuration.
  /// @throws Error{Configuration} naming the invalid key.
  void (*read)(const KeyReading& reading) = nullptr;
};

/// The arguments of `Key::read`.
struct KeyReading {
  const Key& key;
  const CommandLine& command_line;
  const Settings& settings;
  Config& config;

  /// The key's setting; nullopt when it is not set.
  [[nodiscard]] std::optional<Setting> find() const;
};

/// Every key in the order of reading: some readers need the result of earlier ones.
[[nodiscard]] std::span<const Key> all_keys() noexcept;

/// The key of that name; nullptr when there is none.
[[nodiscard]] const Key* find_key(std::string_view name) noexcept;

/// Whether this is the name of a key, or of the `_FILE` form of a secret key.
[[nodiscard]] bool is_known_key(std::string_view name);

/// Whether the value of this key is a secret.
[[nodiscard]] bool is_secret_key(std::string_view name);

/// Whether the value of this key is a secret, or may hold one: no child may see it, nor other users.
[[nodiscard]] bool may_hold_secret(std::string_view name);

/// Whether the environment or the env file sets the key, in either form of a secret.
[[nodiscard]] bool is_set(const Key& key, const Settings& settings);

/// The key that names the file of a secret: `KEY_FILE`.
[[nodiscard]] std::string file_form(std::string_view key);

/// Whether the name begins as those of the keys do, in either case.
[[nodiscard]] bool begins_like_key(std::string_view name);

/// The key that was probably meant by `name`: one that differs, without regard to case and to separators, by
/// one letter at most that is missing, added, another one or swapped with its neighbour. Nullopt when there
/// is none, and when `name` is a key.
[[nodiscard]] std::optional<std::string> find_similar_key(std::string_view name);

/// Whether this variable is read from the process environment only. An env file found in a folder must not
/// choose a program to run, a proxy or a place for secrets.
[[nodiscard]] bool is_environment_only(std::string_view name);

}  // namespace goto_token
