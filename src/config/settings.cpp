#include "goto_token/config/settings.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/io/file.hpp"

namespace goto_token {
namespace {

std::optional<std::string> find_value(const Environment& values, std::string_view key) {
  const auto found = values.find(key);
  if (found == values.end() || found->second.empty()) {
    return std::nullopt;
  }
  return found->second;
}

std::vector<std::string> names_of(const Environment& values) {
  std::vector<std::string> names;
  names.reserve(values.size());
  for (const auto& [name, value] : values) {
    names.push_back(name);
  }
  return names;
}

FileContents read_or_fail(const std::string& path, const std::string& what, std::size_t most) {
  auto result = read_file(path, most);
  if (const auto* const failure = std::get_if<FileFailure>(&result)) {
    fail_configuration(what + ": " + std::generic_category().message(failure->error_number));
  }
  return std::get<FileContents>(std::move(result));
}

void drop_newline(std::string& text) {
  if (text.ends_with('\n')) {
    text.pop_back();
    if (text.ends_with('\r')) {
      text.pop_back();
    }
  }
}

SecretSetting read_secret_file(const Setting& path) {
  constexpr std::size_t kLargestSecret = 64UL * 1024UL;
  const std::string quoted = "'" + printable(path.value) + "'";
  FileContents contents = read_or_fail(path.value, path.origin + ": cannot read " + quoted, kLargestSecret);
  drop_newline(contents.text);
  if (contents.text.empty()) {
    fail_setting(path, "is empty");
  }
  return {.value = Secret(contents.text), .origin = path.origin, .others_can_read = contents.others_can_read};
}

}  // namespace

void fail_configuration(const std::string& what, const std::string& hint) {
  throw Error(ExitCode::Configuration, what, hint);
}

void fail_setting(const Setting& setting, std::string_view why, const std::string& hint) {
  fail_configuration(setting.origin + ": '" + printable(setting.value) + "' " + std::string(why), hint);
}

Settings::Settings(Environment environment, const std::optional<std::string>& env_file)
    : environment_(std::move(environment)) {
  const std::string path = env_file ? *env_file : find_env_file();
  if (!path.empty()) {
    load(path);
  }
}

std::optional<std::string> Settings::find_user_folder(std::string_view xdg_variable,
                                                      std::string_view home_folder) const {
  // The XDG specification ignores relative paths. A relative home would be another one in each folder.
  const auto is_absolute = [](const std::optional<std::string>& path) {
    return path && path->starts_with('/');
  };
  if (const auto xdg = find_in_environment(xdg_variable); is_absolute(xdg)) {
    return *xdg + "/goto-token";
  }
  const auto home = find_in_environment("HOME");
  return is_absolute(home) ? std::optional(*home + "/" + std::string(home_folder) + "/goto-token")
                           : std::nullopt;
}

/// The env file to use when `--env-file` is not given; empty when there is none.
std::string Settings::find_env_file() const {
  if (is_file(".env")) {
    return ".env";
  }
  const auto folder = find_user_folder("XDG_CONFIG_HOME", ".config");
  return folder && is_file(*folder + "/.env") ? *folder + "/.env" : "";
}

void Settings::load(const std::string& path) {
  constexpr std::size_t kLargestEnvFile = 1024UL * 1024UL;
  const FileContents contents =
      read_or_fail(path, "cannot read the env file '" + printable(path) + "'", kLargestEnvFile);
  env_file_ = path;
  others_can_read_ = contents.others_can_read;
  file_values_ = parse_dotenv(contents.text);
}

std::optional<Setting> Settings::find(std::string_view key) const {
  if (auto value = find_value(environment_, key)) {
    return Setting{*std::move(value), std::string(key) + " in the environment"};
  }
  if (auto value = find_value(file_values_, key)) {
    return Setting{*std::move(value), std::string(key) + " in " + printable(env_file_)};
  }
  return std::nullopt;
}

SecretForms Settings::find_forms(std::string_view key) const {
  SecretForms forms{.value = find(key), .path = find(file_form(key))};
  if (forms.value && forms.path) {
    fail_configuration(forms.value->origin + " and " + forms.path->origin + " exclude each other",
                       "remove one of the two");
  }
  return forms;
}

std::optional<SecretSetting> Settings::find_secret(std::string_view key) const {
  const auto [value, path] = find_forms(key);
  if (path) {
    auto known = secret_files_.find(key);
    if (known == secret_files_.end()) {
      known = secret_files_.emplace(std::string(key), read_secret_file(*path)).first;
    }
    const SecretSetting& secret = known->second;
    return SecretSetting{
        .value = secret.value.clone(), .origin = secret.origin, .others_can_read = secret.others_can_read};
  }
  if (value) {
    return SecretSetting{.value = Secret(value->value), .origin = value->origin};
  }
  return std::nullopt;
}

std::optional<std::string> Settings::find_in_environment(std::string_view name) const {
  return find_value(environment_, name);
}

std::vector<std::string> Settings::env_file_keys() const {
  return names_of(file_values_);
}

std::vector<std::string> Settings::variable_names() const {
  return names_of(environment_);
}

bool Settings::is_env_file_exposed() const {
  return others_can_read_ && std::any_of(file_values_.begin(), file_values_.end(), [](const auto& value) {
           return !value.second.empty() && is_secret_key(value.first);
         });
}

std::vector<std::string> Settings::exposed_secret_files() const {
  std::vector<std::string> origins;
  for (const auto& [key, secret] : secret_files_) {
    if (secret.others_can_read) {
      origins.push_back(secret.origin);
    }
  }
  return origins;
}

std::vector<std::string> Settings::child_environment() const {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment_) {
    if (!is_secret_key(name)) {
      variables.emplace_back(name).append("=").append(value);
    }
  }
  return variables;
}

}  // namespace goto_token
