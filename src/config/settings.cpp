#include "goto_token/config/settings.hpp"

#include <algorithm>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/values.hpp"
#include "goto_token/config/keys.hpp"

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

/// Whether a folder can be used: a relative home would be another one in each folder.
bool is_absolute(const std::optional<std::string>& path) {
  return path && path->starts_with('/');
}

/// The folder of an env file, with the slash at its end; empty for the working folder. The name of a
/// descriptor, such as a shell makes for <(COMMAND), says nothing of a folder.
std::string folder_of(const std::string& env_file) {
  const bool descriptor = env_file.starts_with("/dev/") || env_file.starts_with("/proc/");
  return descriptor ? "" : env_file.substr(0, env_file.rfind('/') + 1);
}

}  // namespace

void fail_configuration(const std::string& what, const std::string& hint) {
  throw Error(ExitCode::Configuration, what, hint);
}

void fail_setting(const Setting& setting, std::string_view why, const std::string& hint) {
  fail_configuration(setting.origin + ": '" + printable(setting.value) + "' " + std::string(why), hint);
}

Settings::Settings(Environment environment, const std::optional<std::string>& env_file,
                   std::optional<std::string> profile)
    : environment_(std::move(environment)), profile_(std::move(profile)) {
  if (!profile_) {
    profile_ = find_in_environment("OAUTH_PROFILE");
  }
  if (profile_ && !is_profile_name(*profile_)) {
    profile_.reset();  // it would become a file name; its own error comes when the key is read
  }
  env_file_ = find_env_file({.named = env_file, .profile = profile_, .user_folder = find_config_folder()});
}

std::optional<std::string> Settings::find_user_folder(std::string_view xdg_variable,
                                                      std::string_view home_folder) const {
  // The XDG specification ignores relative paths.
  if (const auto xdg = find_in_environment(xdg_variable); is_absolute(xdg)) {
    return *xdg + "/goto-token";
  }
  const auto home = find_in_environment("HOME");
  return is_absolute(home) ? std::optional(*home + "/" + std::string(home_folder) + "/goto-token")
                           : std::nullopt;
}

std::optional<Setting> Settings::find_in(Place place, std::string_view key) const {
  const bool in_file = place == Place::EnvFile;
  auto value = find_value(in_file ? env_file_.contents.values : environment_, key);
  if (!value) {
    return std::nullopt;
  }
  return Setting{*std::move(value),
                 std::string(key) + " in " + (in_file ? printable(env_file_.path) : "the environment")};
}

std::optional<Setting> Settings::find(std::string_view key) const {
  auto setting = find_in(Place::Process, key);
  return setting ? setting : find_in(Place::EnvFile, key);
}

std::optional<Setting> Settings::find_path_in(Place place, std::string_view key) const {
  auto setting = find_in(place, key);
  const auto home = find_in_environment("HOME");
  if (setting && is_absolute(home) && setting->value.starts_with("~/")) {
    setting->value.replace(0, 1, *home);
  } else if (setting && place == Place::EnvFile && !setting->value.starts_with('/')) {
    setting->value.insert(0, folder_of(env_file_.path));
  }
  return setting;
}

std::optional<Setting> Settings::find_path(std::string_view key) const {
  auto setting = find_path_in(Place::Process, key);
  return setting ? setting : find_path_in(Place::EnvFile, key);
}

SecretForms Settings::find_forms_in(Place place, std::string_view key) const {
  return {.value = find_in(place, key), .path = find_path_in(place, file_form(key))};
}

SecretForms Settings::find_first_forms(std::string_view key) const {
  SecretForms forms = find_forms_in(Place::Process, key);
  return forms.value || forms.path ? forms : find_forms_in(Place::EnvFile, key);
}

SecretForms Settings::find_forms(std::string_view key) const {
  for (const Place place : {Place::Process, Place::EnvFile}) {
    const auto [value, path] = find_forms_in(place, key);
    if (value && path) {
      fail_configuration(value->origin + " and " + path->origin + " exclude each other",
                         "remove one of the two");
    }
  }
  return find_first_forms(key);
}

std::optional<SecretSetting> Settings::find_secret(std::string_view key) const {
  const auto [value, path] = find_forms(key);
  if (path) {
    auto known = secret_files_.find(key);
    if (known == secret_files_.end()) {
      known = secret_files_.emplace(std::string(key), read_secret_file(*path)).first;
    }
    const SecretSetting& secret = known->second;
    return SecretSetting{.value = secret.value.clone(),
                         .origin = secret.origin,
                         .others_can_read = secret.others_can_read,
                         .had_byte_order_mark = secret.had_byte_order_mark,
                         .utf16 = secret.utf16};
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
  return names_of(env_file_.contents.values);
}

std::vector<std::string> Settings::variable_names() const {
  return names_of(environment_);
}

bool Settings::is_env_file_exposed() const {
  const DotenvValues& values = env_file_.contents.values;
  return env_file_.others_can_read && std::any_of(values.begin(), values.end(), [](const auto& value) {
           return !value.second.empty() && may_hold_secret(value.first);
         });
}

std::vector<std::string> Settings::child_environment() const {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment_) {
    if (!may_hold_secret(name)) {
      variables.emplace_back(name).append("=").append(value);
    }
  }
  return variables;
}

}  // namespace goto_token
