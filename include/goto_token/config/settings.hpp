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

/// A key's value and its origin.
struct Setting {
  std::string value;   ///< Never empty.
  std::string origin;  ///< `KEY in PATH` or `KEY in the environment`; begins a message.
};

/// A secret key's value and its origin.
struct SecretSetting {
  Secret value;                  ///< Never empty.
  std::string origin;            ///< As in `Setting`; of a file, that of its `KEY_FILE`.
  bool others_can_read = false;  ///< It is in the file of `KEY_FILE`, which others can read.
};

/// The two forms of a secret key: the value itself, and the path of a file that holds it.
struct SecretForms {
  std::optional<Setting> value;
  std::optional<Setting> path;
};

/// Ends the run because of the configuration.
/// @throws Error{Configuration}, always.
[[noreturn]] void fail_configuration(const std::string& what, const std::string& hint = {});

/// Ends the run because of a setting, whose value is shown: `ORIGIN: 'VALUE' WHY`.
/// @throws Error{Configuration}, always.
[[noreturn]] void fail_setting(const Setting& setting, std::string_view why, const std::string& hint = {});

/// The keys of the process environment and of the env file, in this order. An empty value counts as not set.
/// For one thread at a time.
class Settings {
 public:
  /// Finds the env file and reads it: `env_file`, else `./.env`, else `goto-token/.env` below the
  /// configuration folder.
  /// @throws Error{Configuration} when that file cannot be read.
  Settings(Environment environment, const std::optional<std::string>& env_file);

  /// The environment only, without an env file.
  explicit Settings(Environment environment) : environment_(std::move(environment)) {}

  /// A key: from the environment, else from the env file.
  [[nodiscard]] std::optional<Setting> find(std::string_view key) const;

  /// A secret key: from `KEY`, or from the file that `KEY_FILE` names, without one newline at its end.
  /// @throws Error{Configuration} when both are set, or when the file is empty or cannot be read.
  [[nodiscard]] std::optional<SecretSetting> find_secret(std::string_view key) const;

  /// A secret key in its two forms, of which one at most is set. Reads no file.
  /// @throws Error{Configuration} naming both forms when both are set.
  [[nodiscard]] SecretForms find_forms(std::string_view key) const;

  /// A variable of the process environment only, such as one that names a program, a proxy or a folder.
  [[nodiscard]] std::optional<std::string> find_in_environment(std::string_view name) const;

  /// Our folder below the folder of the XDG variable, else below `home_folder` in the user's home:
  /// `$XDG_STATE_HOME/goto-token`, `$HOME/.local/state/goto-token`. Nullopt when neither variable is an
  /// absolute path.
  [[nodiscard]] std::optional<std::string> find_user_folder(std::string_view xdg_variable,
                                                            std::string_view home_folder) const;

  /// The env file in use; empty when there is none.
  [[nodiscard]] const std::string& env_file() const noexcept { return env_file_; }

  /// The keys in the env file, those with an empty value included.
  [[nodiscard]] std::vector<std::string> env_file_keys() const;

  /// The names of all environment variables.
  [[nodiscard]] std::vector<std::string> variable_names() const;

  /// Whether the env file holds a secret and others can read it.
  [[nodiscard]] bool is_env_file_exposed() const;

  /// The origins of the secret files that were read and that others can read, too.
  [[nodiscard]] std::vector<std::string> exposed_secret_files() const;

  /// The environment for a child process: the process's own without our secrets.
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
