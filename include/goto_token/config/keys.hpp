#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace goto_token {

struct CommandLine;
struct Config;
class Settings;

/// What a key's value is.
enum class KeyKind {
  Plain,             ///< Text that may be shown.
  Secret,            ///< Never shown; `KEY_FILE` names a file that holds it.
  ServerUrl,         ///< A URL that secrets are sent to.
  CertificatesFile,  ///< The path of a PEM file.
};

struct KeyReading;

/// A key of the configuration: a row of the one table of keys.
struct Key {
  std::string_view name;
  KeyKind kind = KeyKind::Plain;
  std::string_view option = {};  ///< The option that goes before it; empty for none.
  std::string_view unset = {};   ///< What holds when it is not set, for people; empty where it has to be set.
  /// Reads the key, or what holds in its place, into the configuration.
  /// @throws Error{Configuration} naming the key at fault, or the option for values the command line gave.
  void (*read)(const KeyReading& reading) = nullptr;
};

/// What a key is read with.
struct KeyReading {
  const Key& key;
  const CommandLine& command_line;
  const Settings& settings;
  Config& config;
};

/// Every key, in the order in which they are read: some readers look at what was read before.
[[nodiscard]] std::span<const Key> all_keys() noexcept;

/// Whether a run looks at a key of this name, in the environment or in the env file: a key, or the `_FILE`
/// form of a secret one.
[[nodiscard]] bool is_known_key(std::string_view name);

/// Whether the value of this key is a secret.
[[nodiscard]] bool is_secret_key(std::string_view name);

/// The key that `name` may stand for: one that differs in the case of letters, in what stands between the
/// words, or by an edit distance of at most two. Nullopt for what resembles none, and for a key itself.
[[nodiscard]] std::optional<std::string> find_similar_key(std::string_view name);

/// Whether `name` is a variable that counts only in the process environment: an env file found in a folder
/// can't name a program to run, a proxy or a place for secrets.
[[nodiscard]] bool is_environment_only(std::string_view name);

}  // namespace goto_token
