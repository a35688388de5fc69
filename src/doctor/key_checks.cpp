#include "goto_token/doctor/checks.hpp"

#include <algorithm>

#include "goto_token/base/text.hpp"
#include "goto_token/config/traces.hpp"
#include "goto_token/io/file.hpp"
#include "goto_token/io/private_folder_hints.hpp"

namespace goto_token {
namespace {

const char* const kEnvironment = "the environment";

Check describe_unset(const Key& key) {
  const std::string message = key.unset.empty() ? "not set" : "not set: " + std::string(key.unset);
  return Check::skipped(std::string(key.name), message);
}

/// `KEY in PLACE` without the key, where the line begins with that key. An env file below the home folder is
/// `~/…`: the line of the env file names it in full.
std::string place_of(const std::string& key, const std::string& origin, const Settings& settings) {
  std::string place = origin.starts_with(key + " ") ? origin.substr(key.size() + 1) : origin;
  const std::string home = printable(settings.find_in_environment("HOME").value_or("")) + "/";
  const std::string in_home = "in " + home;
  if (home.size() > 2 && home.starts_with('/') && place.starts_with(in_home)) {
    place.replace(0, in_home.size(), "in ~/");
  }
  return place;
}

/// Whether another grant than the one in use needs the secret.
bool is_of_another_grant(const Key& secret, const Grant& grant) {
  const auto grants = all_grants();
  return secret.name != grant.secret_key &&
         std::any_of(grants.begin(), grants.end(),
                     [&secret](const Grant& other) { return other.secret_key == secret.name; });
}

/// Describes a secret that no run reads with this grant.
Check describe_unneeded_secret(const Key& key, const Settings& settings) {
  const std::string name(key.name);
  const auto [value, path] = settings.find_forms(name);
  const auto& setting = value ? value : path;
  if (!setting) {
    return describe_unset(key);
  }
  return Check::skipped(
      name, "set (" + place_of(name, setting->origin, settings) + "), and not needed by the grant");
}

Check describe_secret(const Key& key, const Settings& settings) {
  const std::string name(key.name);
  const auto secret = settings.find_secret(name);
  if (!secret) {
    return describe_unset(key);
  }
  const std::string message = "set (" + place_of(name, secret->origin, settings) + ")";
  if (!secret->others_can_read) {
    return Check::ok(name, message);
  }
  return Check::warning(name, message + ", and others can read the file",
                        hint_to_take_from_others(settings.find_forms(name).path->value));
}

/// The value as far as it can hold no secret: without the query of a URL, of parameters the names.
std::string show_value(const Key& key, const std::string& value) {
  if (key.kind == KeyKind::TokenParameters) {
    return printable(
        join_words(form_decode(value), "&", [](const auto& parameter) { return parameter.first + "=…"; }));
  }
  const std::size_t query = value.find('?');
  return printable(value.substr(0, query)) + (query == std::string::npos ? "" : "?…");
}

Check describe_value(const Key& key, const Settings& settings) {
  const auto setting = settings.find(key.name);
  if (!setting) {
    return describe_unset(key);
  }
  const std::string name(key.name);
  return Check::ok(name,
                   show_value(key, setting->value) + " (" + place_of(name, setting->origin, settings) + ")");
}

/// Whether client assertions may be signed with the client's key. OAUTH_CLIENT_AUTH is read after the key.
bool signs_assertions(const SetUp& set_up) {
  const auto method = set_up.settings.find("OAUTH_CLIENT_AUTH");
  return !method || method->value == "auto" ? !set_up.config.client.certificate
                                            : is_assertion(find_client_authentication(method->value));
}

/// Describes the file of a private key, and what the key can be used for where it signs assertions. As in a
/// run, the file is not read here where it does not.
Check describe_private_key(const Key& key, const SetUp& set_up) {
  const auto path = set_up.settings.find_path(key.name);
  if (!path) {
    return describe_unset(key);
  }
  const std::string name(key.name);
  std::string message = printable(path->value) + " (" + place_of(name, path->origin, set_up.settings) + ")";
  if (signs_assertions(set_up)) {
    message += ", for " + join_words(set_up.config.client.key.read().algorithms(), " or ",
                                     [](SigningAlgorithm algorithm) { return to_string(algorithm); });
  }
  return can_others_read(path->value) ? Check::warning(name, message + ", and others can read the file",
                                                       hint_to_take_from_others(path->value))
                                      : Check::ok(name, message);
}

/// A warning for a variable in the env file that counts in the environment alone. Of names that begin as
/// those of our keys do, look_for_traces tells.
std::optional<Check> describe_misplaced(const std::string& name, const std::string& file) {
  if (begins_like_key(name)) {
    return std::nullopt;
  }
  return Check::warning(name, "passed over (in " + file + "): it is only read from the environment",
                        "set it in the environment");
}

/// A warning for a name that is not a key. Of names that begin as ours do, look_for_traces tells those that
/// are similar to a key.
std::optional<Check> describe_unknown(const std::string& name, const std::string& place) {
  const auto similar = find_similar_key(name);
  const bool ours = begins_like_key(name);
  const bool told = similar && ours;
  const bool suspicious = similar || (ours && place != kEnvironment);
  if (told || !suspicious || is_known_key(name)) {
    return std::nullopt;
  }
  return Check::warning(printable(name), "not a key of goto-token (in " + place + ")",
                        similar ? "did you mean " + *similar : "");
}

}  // namespace

Check describe_key(const Key& key, const SetUp& set_up) {
  if (!key.option.empty() && set_up.command_line.given(key.option)) {
    return Check::ok(std::string(key.name), "given by " + std::string(key.option));
  }
  if (key.kind == KeyKind::PrivateKeyFile) {
    return describe_private_key(key, set_up);
  }
  if (key.kind != KeyKind::Secret) {
    return describe_value(key, set_up.settings);
  }
  return is_of_another_grant(key, *set_up.config.grant) ? describe_unneeded_secret(key, set_up.settings)
                                                        : describe_secret(key, set_up.settings);
}

std::vector<Check> find_misplaced_keys(const Settings& settings) {
  std::vector<Check> checks;
  const auto add = [&checks](std::optional<Check> check) {
    if (check) {
      checks.push_back(*std::move(check));
    }
  };
  const std::string file = printable(settings.env_file());
  for (const std::string& name : settings.env_file_keys()) {
    add(is_environment_only(name) ? describe_misplaced(name, file) : describe_unknown(name, file));
  }
  for (const std::string& name : settings.variable_names()) {
    add(describe_unknown(name, kEnvironment));  // other programs may have variables with OAUTH_
  }
  for (Trace& trace : look_for_traces(settings)) {
    add(Check::warning(std::move(trace.subject), std::move(trace.finding), std::move(trace.fix)));
  }
  return checks;
}

}  // namespace goto_token
