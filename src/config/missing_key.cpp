#include "goto_token/config/missing_key.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

bool is_form_of(std::string_view name, std::string_view key) {
  return name == key || name == file_form(key);
}

/// The first name that was probably meant to be the key.
std::optional<SimilarName> find_name_meant(const DotenvValues& values, std::string_view key) {
  const std::vector<SimilarName> names = find_similar_names(values);
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const SimilarName& similar) { return is_form_of(similar.key, key); });
  return found == names.end() ? std::nullopt : std::optional(*found);
}

/// Where a key was looked for, and the names that are similar to it.
struct Places {
  const Settings& settings;
  std::string_view key;
  std::optional<SimilarName> in_environment = find_name_meant(settings.environment(), key);
  std::optional<SimilarName> in_file = find_name_meant(settings.env_file_details().contents.values, key);

  [[nodiscard]] const EnvFile& file() const { return settings.env_file_details(); }

  /// Whether these values hold the key. Its value is empty then, for the key is not set.
  [[nodiscard]] bool is_empty_in(const DotenvValues& values) const { return values.contains(key); }
};

std::string describe_environment(const Places& places) {
  if (places.is_empty_in(places.settings.environment())) {
    return "the environment leaves it empty";
  }
  return places.in_environment
             ? "the environment names " + printable(places.in_environment->name) + " instead"
             : "the environment does not name it";
}

std::string describe_file(const Places& places) {
  const std::string path = printable(places.file().path);
  if (path.empty()) {
    return ", and no env file was found";
  }
  if (places.file().utf16) {
    return ", and " + path + " is in UTF-16";
  }
  if (places.is_empty_in(places.file().contents.values)) {
    return ", and " + path + " leaves it empty";
  }
  if (places.in_file) {
    return ", and " + path + " names " + printable(places.in_file->name) + " instead";
  }
  const bool silent = !places.in_environment && !places.is_empty_in(places.settings.environment());
  return silent ? ", nor does " + path : ", and " + path + " does not name it";
}

std::string describe_passed_over(const EnvFile& file) {
  return join_words(file.passed_over, "", [](const PassedOverFile& other) {
    return " (" + printable(other.path) + " was passed over: " + explain(other) + ")";
  });
}

std::string rename(const std::string& place, const SimilarName& similar) {
  return "in " + place + ", rename " + printable(similar.name) + " to " + similar.key;
}

/// What to change in a place that nearly has the key; empty where no place has.
std::string find_correction(const Places& places) {
  const std::string path = printable(places.file().path);
  if (places.in_environment) {
    return rename("the environment", *places.in_environment);
  }
  if (places.in_file) {
    return rename(path, *places.in_file);
  }
  if (places.file().utf16) {
    return "save " + path + " as UTF-8";
  }
  for (const PassedOverFile& other : places.file().passed_over) {
    if (other.utf16) {
      return "save " + printable(other.path) + " as UTF-8";
    }
    if (other.similar_name && is_form_of(other.similar_name->key, places.key)) {
      return rename(printable(other.path), *other.similar_name);
    }
  }
  return "";
}

/// The hint to make an env file where none was found.
std::string propose_init(const Places& places) {
  const Settings& settings = places.settings;
  auto folder = settings.find_config_folder();
  if (!folder) {
    return "set " + std::string(places.key) + " in the environment, or name an env file with --env-file";
  }
  const std::string home = settings.find_in_environment("HOME").value_or("") + "/";
  if (home.starts_with('/') && folder->starts_with(home)) {
    folder->replace(0, home.size(), "~/");
  }
  const auto& profile = settings.profile();
  return "goto-token init" + (profile ? " --profile " + *profile : "") + " asks for it and writes " +
         printable(*folder) + "/" + profile.value_or("") + ".env";
}

}  // namespace

void fail_missing_key(const Key& key, const Settings& settings, std::string_view why) {
  const std::string name(key.name);
  const bool secret = key.kind == KeyKind::Secret;
  const Places places{.settings = settings, .key = key.name};
  std::string hint = find_correction(places);
  if (hint.empty() && !settings.env_file().empty()) {
    const std::string path = printable(settings.env_file());
    hint = (places.is_empty_in(places.file().contents.values) ? "fill in " + name + " in " + path
                                                              : "add " + name + " to " + path) +
           (secret ? ", or " + file_form(name) + " with the path of a file that holds it"
                   : "; goto-token init asks for a whole set-up, and writes a file of its own");
  } else if (hint.empty()) {
    hint = secret ? "set " + name + ", or " + file_form(name) + " to the path of a file that holds it"
                  : propose_init(places);
  }
  fail_configuration(name + " is not set" + std::string(why) + ": " + describe_environment(places) +
                         describe_file(places) + describe_passed_over(settings.env_file_details()),
                     hint);
}

}  // namespace goto_token
