#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "goto_token/base/secret.hpp"
#include "goto_token/config/dotenv.hpp"

namespace goto_token {

/// The process environment as a value.
using Environment = std::map<std::string, std::string, std::less<>>;

/// A key's value and where it stood.
struct Setting {
  std::string value;   ///< Never empty.
  std::string origin;  ///< `KEY in PATH` or `KEY in the environment`, to begin a message with.
};

/// A secret key's value and where it stood.
struct SecretSetting {
  Secret value;  ///< Never empty.
  std::string origin;
  bool others_can_read = false;  ///< It is in the file of `KEY_FILE`, which others can read.
};

/// Ends the run because of the configuration.
/// @throws Error{Configuration}, always.
[[noreturn]] void fail_configuration(const std::string& what, const std::string& hint = {});

/// Ends the run because of a setting, which is shown: `ORIGIN: 'VALUE' WHY`.
/// @throws Error{Configuration}, always.
[[noreturn]] void fail_setting(const Setting& setting, std::string_view why, const std::string& hint = {});

/// The keys of the process environment and of the env file behind it. An empty value counts as not set. Used
/// by one thread at a time.
class Settings {
 public:
  /// Finds the env file and reads it: `env_file`, else `./.env`, else `goto-token/.env` below the
  /// configuration folder.
  /// @throws Error{Configuration} when a file that was named or found cannot be read.
  Settings(Environment environment, const std::optional<std::string>& env_file);

  /// The environment alone, without any env file.
  explicit Settings(Environment environment) : environment_(std::move(environment)) {}

  /// A key of ours: from the environment, else from the env file.
  [[nodiscard]] std::optional<Setting> find(std::string_view key) const;

  /// A secret key of ours, from `KEY` or from the file that `KEY_FILE` names (one trailing newline dropped).
  /// @throws Error{Configuration} when both are given, or the file cannot be read or is empty.
  [[nodiscard]] std::optional<SecretSetting> find_secret(std::string_view key) const;

  /// Makes sure that a secret key is not given in both forms. Reads no file.
  /// @throws Error{Configuration} naming both.
  void require_one_form(std::string_view key) const;

  /// A variable that an env file must not set: it names a program, a proxy or a place.
  [[nodiscard]] std::optional<std::string> find_in_environment(std::string_view name) const;

  /// Our folder below the one that the XDG variable names, else below `home_folder` in the user's home:
  /// `$XDG_STATE_HOME/goto-token`, `$HOME/.local/state/goto-token`. Nullopt where neither is set.
  [[nodiscard]] std::optional<std::string> find_user_folder(std::string_view xdg_variable,
                                                            std::string_view home_folder) const;

  /// The env file in use; empty when there is none.
  [[nodiscard]] const std::string& env_file() const noexcept { return env_file_; }

  /// The names that the env file assigns a value to, which may be an empty one.
  [[nodiscard]] std::vector<std::string> env_file_keys() const;

  /// The names of all environment variables.
  [[nodiscard]] std::vector<std::string> variable_names() const;

  /// Whether others can read the env file and a secret stands in it.
  [[nodiscard]] bool is_env_file_exposed() const;

  /// Where the names of those secret files stood that have been read and that others can read, too.
  [[nodiscard]] std::vector<std::string> exposed_secret_files() const;

  /// The environment that a child process gets: the process's own, without our secrets.
  [[nodiscard]] std::vector<std::string> child_environment() const;

 private:
  [[nodiscard]] std::string find_env_file() const;
  void load(const std::string& path);

  Environment environment_;
  DotenvValues file_values_;
  std::string env_file_;
  mutable std::map<std::string, SecretSetting, std::less<>>
      secret_files_;  // by key: a pipe can be read only once
  bool others_can_read_ = false;
};

}  // namespace goto_token
