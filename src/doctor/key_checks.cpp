#include "goto_token/doctor/checks.hpp"

#include <algorithm>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

Check describe_unset(const Key& key) {
  const std::string message = key.unset.empty() ? "not set" : "not set: " + std::string(key.unset);
  return Check::skipped(std::string(key.name), message);
}

/// `KEY in PLACE` without the key, where the line begins with that key.
std::string place_of(const std::string& key, const std::string& origin) {
  return origin.starts_with(key + " ") ? origin.substr(key.size() + 1) : origin;
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
  return Check::skipped(name, "set (" + place_of(name, setting->origin) + "), and not needed by the grant");
}

Check describe_secret(const Key& key, const Settings& settings) {
  const std::string name(key.name);
  const auto secret = settings.find_secret(name);
  if (!secret) {
    return describe_unset(key);
  }
  const std::string message = "set (" + place_of(name, secret->origin) + ")";
  if (!secret->others_can_read) {
    return Check::ok(name, message);
  }
  return Check::warning(name, message + ", and others can read the file",
                        "chmod 600 " + printable(settings.find(file_form(name))->value));
}

/// Describes a value without the query of a URL, which may hold a secret.
Check describe_value(const Key& key, const Settings& settings) {
  const auto setting = settings.find(key.name);
  if (!setting) {
    return describe_unset(key);
  }
  const std::string name(key.name);
  const std::size_t query = setting->value.find('?');
  const std::string shown =
      printable(setting->value.substr(0, query)) + (query == std::string::npos ? "" : "?…");
  return Check::ok(name, shown + " (" + place_of(name, setting->origin) + ")");
}

bool is_similar_to_ours(const std::string& name) {
  return find_similar_key(name).has_value();
}

Check describe_unknown(const std::string& name, const std::string& place) {
  const auto similar = find_similar_key(name);
  return Check::warning(printable(name), "not a key of goto-token (" + place + ")",
                        similar ? "did you mean " + *similar : "");
}

}  // namespace

Check describe_key(const Key& key, const SetUp& set_up) {
  if (!key.option.empty() && set_up.command_line.given(key.option)) {
    return Check::ok(std::string(key.name), "given by " + std::string(key.option));
  }
  if (key.kind != KeyKind::Secret) {
    return describe_value(key, set_up.settings);
  }
  return is_of_another_grant(key, *set_up.config.grant) ? describe_unneeded_secret(key, set_up.settings)
                                                        : describe_secret(key, set_up.settings);
}

std::vector<Check> find_misplaced_keys(const Settings& settings) {
  std::vector<Check> checks;
  const std::string file = "in " + printable(settings.env_file());
  for (const std::string& name : settings.env_file_keys()) {
    if (is_environment_only(name)) {
      checks.push_back(Check::warning(name,
                                      "passed over (" + file + "): it is only read from the environment",
                                      "set it in the environment"));
    } else if (!is_known_key(name) && (name.starts_with("OAUTH_") || is_similar_to_ours(name))) {
      checks.push_back(describe_unknown(name, file));
    }
  }
  for (const std::string& name : settings.variable_names()) {
    if (is_similar_to_ours(name)) {  // other programs may have variables with OAUTH_
      checks.push_back(describe_unknown(name, "in the environment"));
    }
  }
  return checks;
}

}  // namespace goto_token
