#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "goto_token/config/env_file.hpp"
#include "goto_token/config/secret_file.hpp"

namespace goto_token {

/// The process environment as a value.
using Environment = std::map<std::string, std::string, std::less<>>;

/// A key's value and its origin.
struct Setting {
  std::string value;   ///< Never empty.
  std::string origin;  ///< `KEY in PATH` or `KEY in the environment`; begins a message.
};

/// The two forms of a secret key: the value itself, and the path of a file that holds it.
struct SecretForms {
  std::optional<Setting> value;
  std::optional<Setting> path;  ///< As in `Settings::find_path`.
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
  /// Finds the env file and reads it (`find_env_file`).
  /// @param env_file the path of `--env-file`.
  /// @param profile the name of `--profile`; without one, OAUTH_PROFILE in the environment may name it.
  /// @throws Error{Configuration} when that file cannot be read.
  Settings(Environment environment, const std::optional<std::string>& env_file,
           std::optional<std::string> profile = std::nullopt);

  /// The environment only, without an env file.
  explicit Settings(Environment environment) : environment_(std::move(environment)) {}

  /// A key: from the environment, else from the env file.
  [[nodiscard]] std::optional<Setting> find(std::string_view key) const;

  /// A key whose value is a path. In that, `~/` stands for the home folder, and a relative path in the env
  /// file starts at the folder of that file, if it has one: `/dev/fd/63` has none.
  [[nodiscard]] std::optional<Setting> find_path(std::string_view key) const;

  /// A secret key: from `KEY`, or from the file that `KEY_FILE` names (`read_secret_file`).
  /// @throws Error{Configuration} when one place holds both, or when the file is empty or cannot be read.
  [[nodiscard]] std::optional<SecretSetting> find_secret(std::string_view key) const;

  /// A secret key in its two forms, of which one at most is set. The environment goes before the env file.
  /// Reads no file.
  /// @throws Error{Configuration} naming both forms when both are set in the environment or in the env file.
  [[nodiscard]] SecretForms find_forms(std::string_view key) const;

  /// A secret key in the forms of the first place that has any: both where find_forms would fail for it.
  [[nodiscard]] SecretForms find_first_forms(std::string_view key) const;

  /// A variable of the process environment only, such as one that names a program, a proxy or a folder.
  [[nodiscard]] std::optional<std::string> find_in_environment(std::string_view name) const;

  /// Our folder below the folder of the XDG variable, else below `home_folder` in the user's home:
  /// `$XDG_STATE_HOME/goto-token`, `$HOME/.local/state/goto-token`. Nullopt when neither variable is an
  /// absolute path.
  [[nodiscard]] std::optional<std::string> find_user_folder(std::string_view xdg_variable,
                                                            std::string_view home_folder) const;

  /// Our folder in the user's configuration folder, where the env files for every folder are.
  [[nodiscard]] std::optional<std::string> find_config_folder() const {
    return find_user_folder("XDG_CONFIG_HOME", ".config");
  }

  /// The profile whose env file was looked for; nullopt where neither an option nor the environment names a
  /// valid one.
  [[nodiscard]] const std::optional<std::string>& profile() const noexcept { return profile_; }

  /// The path of the env file in use; empty when there is none.
  [[nodiscard]] const std::string& env_file() const noexcept { return env_file_.path; }

  /// The env file in use, with the files that were passed over.
  [[nodiscard]] const EnvFile& env_file_details() const noexcept { return env_file_; }

  /// The process environment.
  [[nodiscard]] const Environment& environment() const noexcept { return environment_; }

  /// The keys in the env file, those with an empty value included.
  [[nodiscard]] std::vector<std::string> env_file_keys() const;

  /// The names of all environment variables.
  [[nodiscard]] std::vector<std::string> variable_names() const;

  /// Whether the env file holds a secret and others can read it.
  [[nodiscard]] bool is_env_file_exposed() const;

  /// The secrets that were read from a file so far, by key.
  [[nodiscard]] const std::map<std::string, SecretSetting, std::less<>>& secret_files() const noexcept {
    return secret_files_;
  }

  /// The environment for a child process: the process's own without our secrets.
  [[nodiscard]] std::vector<std::string> child_environment() const;

 private:
  enum class Place { Process, EnvFile };

  [[nodiscard]] std::optional<Setting> find_in(Place place, std::string_view key) const;
  [[nodiscard]] std::optional<Setting> find_path_in(Place place, std::string_view key) const;
  [[nodiscard]] SecretForms find_forms_in(Place place, std::string_view key) const;

  Environment environment_;
  std::optional<std::string> profile_;
  EnvFile env_file_;
  mutable std::map<std::string, SecretSetting, std::less<>>
      secret_files_;  // by key: a pipe can be read only once
};

}  // namespace goto_token
