#include "goto_token/doctor/key_checks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "goto_token/base/text.hpp"
#include "goto_token/config/config_parts.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/config/key_names.hpp"

namespace goto_token {
namespace {

using Status = Check::Status;

/// A key of the configuration, as far as its own value does not say it.
struct KeyNotes {
  std::string_view key;
  std::string_view unset;  ///< What holds when it is not set.
  std::string_view option;
  bool (*overridden)(const CommandLine&);  ///< Whether the option is given.
};

bool never(const CommandLine& /*options*/) {
  return false;
}

constexpr auto kNotes = std::to_array<KeyNotes>({
    {"OAUTH_CLIENT_SECRET", "a public client", {}, never},
    {"OAUTH_CLIENT_AUTH", "auto", {}, never},
    {"OAUTH_SERVICE_URL", kDefaultServiceUrl, {}, never},
    {"OAUTH_AUTHORIZATION_ENDPOINT", "from the service URL or the issuer", {}, never},
    {"OAUTH_TOKEN_ENDPOINT", "from the service URL or the issuer", {}, never},
    {"OAUTH_REVOCATION_ENDPOINT",
     "from the service URL, if the tokens come from there, or the issuer",
     {},
     never},
    {"OAUTH_GRANT", "authorization-code", "--grant",
     [](const CommandLine& options) { return options.grant.has_value(); }},
    {"OAUTH_PROFILE", "default", "--profile",
     [](const CommandLine& options) { return options.profile.has_value(); }},
    {"OAUTH_REDIRECT_URI", kDefaultRedirectUri, {}, never},
    {"OAUTH_SCOPE", "the server's default", "--scope",
     [](const CommandLine& options) { return options.scopes.has_value(); }},
    {"OAUTH_TIMEOUT", "300 seconds", "--timeout",
     [](const CommandLine& options) { return options.timeout.has_value(); }},
    {"OAUTH_CA_FILE", "the system's certificates", "--ca-file",
     [](const CommandLine& options) { return options.ca_file.has_value(); }},
});

KeyNotes find_notes(std::string_view key) {
  const auto* const found =
      std::find_if(kNotes.begin(), kNotes.end(), [key](const KeyNotes& notes) { return notes.key == key; });
  return found == kNotes.end() ? KeyNotes{key, {}, {}, never} : *found;
}

Check describe_unset(const std::string& key) {
  const std::string_view notes = find_notes(key).unset;
  return {key, Status::Skip, "not set" + std::string(notes.empty() ? "" : ": ").append(notes)};
}

/// `KEY in PLACE` without the key, where that is the one the line begins with.
std::string place_of(const std::string& key, const std::string& origin) {
  return origin.starts_with(key + " ") ? origin.substr(key.size() + 1) : origin;
}

bool is_needed(std::string_view secret_key, Grant grant) {
  return (secret_key != "OAUTH_PERSONAL_ACCESS_TOKEN" || grant == Grant::PersonalAccessToken) &&
         (secret_key != "OAUTH_REFRESH_TOKEN" || grant == Grant::RefreshToken);
}

/// Of a secret that no run reads with this grant.
Check describe_idle_secret(const std::string& key, const Settings& settings) {
  settings.require_one_form(key);
  const auto value = settings.find(key);
  const auto setting = value ? value : settings.find(key + "_FILE");
  if (!setting) {
    return describe_unset(key);
  }
  return {key, Status::Skip, "set (" + place_of(key, setting->origin) + "), and not needed by the grant"};
}

Check describe_secret(const std::string& key, const Settings& settings) {
  const auto secret = settings.find_secret(key);
  if (!secret) {
    return describe_unset(key);
  }
  const std::string message = "set (" + place_of(key, secret->origin) + ")";
  if (!secret->others_can_read) {
    return {key, Status::Ok, message};
  }
  return {key, Status::Warning, message + ", and others can read the file",
          "chmod 600 " + printable(settings.find(key + "_FILE")->value)};
}

/// A query is left out: what stands there may be a secret.
Check describe_value(const std::string& key, const Settings& settings) {
  const auto setting = settings.find(key);
  if (!setting) {
    return describe_unset(key);
  }
  const std::size_t query = setting->value.find('?');
  const std::string shown =
      printable(setting->value.substr(0, query)) + (query == std::string::npos ? "" : "?…");
  return {key, Status::Ok, shown + " (" + place_of(key, setting->origin) + ")"};
}

bool is_similar_to_ours(const std::string& name) {
  return find_similar_key(name).has_value();
}

Check describe_unknown(const std::string& name, const std::string& place) {
  const auto similar = find_similar_key(name);
  return {printable(name), Status::Warning, "not a key of goto-token (" + place + ")",
          similar ? "did you mean " + std::string(*similar) : ""};
}

}  // namespace

Check describe_key(const std::string& key, const CommandLine& command_line, const Settings& settings,
                   Grant grant) {
  const KeyNotes notes = find_notes(key);
  if (notes.overridden(command_line)) {
    return {key, Status::Ok, "given by " + std::string(notes.option)};
  }
  if (!is_secret_key(key)) {
    return describe_value(key, settings);
  }
  return is_needed(key, grant) ? describe_secret(key, settings) : describe_idle_secret(key, settings);
}

std::vector<Check> find_misplaced_keys(const Settings& settings) {
  std::vector<Check> checks;
  const std::string file = "in " + printable(settings.env_file());
  for (const std::string& name : settings.env_file_keys()) {
    if (is_environment_only(name)) {
      checks.push_back({name, Status::Warning,
                        "passed over (" + file + "): it counts in the environment alone",
                        "set it in the environment"});
    } else if (!is_known_key(name) && (name.starts_with("OAUTH_") || is_similar_to_ours(name))) {
      checks.push_back(describe_unknown(name, file));
    }
  }
  for (const std::string& name : settings.variable_names()) {
    if (is_similar_to_ours(name)) {  // others may have variables that begin as ours do
      checks.push_back(describe_unknown(name, "in the environment"));
    }
  }
  return checks;
}

}  // namespace goto_token
