#include "goto_token/doctor/set_up.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/config/config_parts.hpp"
#include "goto_token/config/key_names.hpp"
#include "goto_token/doctor/key_checks.hpp"
#include "goto_token/io/tls_context.hpp"

namespace goto_token {
namespace {

using Status = Check::Status;

std::string count_keys(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " key" : " keys");
}

Check describe_env_file(const Settings& settings) {
  const std::string name = "env file";
  if (settings.env_file().empty()) {
    return {name, Status::Skip, "there is none, neither ./.env nor ~/.config/goto-token/.env"};
  }
  const std::string path = printable(settings.env_file());
  const std::size_t keys = settings.env_file_keys().size();
  if (keys == 0) {
    return {name, Status::Warning, path + " sets no key", "write lines like OAUTH_CLIENT_ID=value into it"};
  }
  if (settings.is_env_file_exposed()) {
    return {name, Status::Warning, path + " holds a secret, and others can read it", "chmod 600 " + path};
  }
  return {name, Status::Ok, path + " (" + count_keys(keys) + ")"};
}

Settings read_settings(const CommandLine& command_line, const Environment& environment,
                       std::vector<Check>& checks) {
  try {
    Settings settings(environment, command_line.env_file);
    checks.push_back(describe_env_file(settings));
    return settings;
  } catch (const Error& error) {
    checks.push_back(make_failed_check("env file", error, "name a file that can be read with --env-file"));
    return Settings(environment);
  }
}

/// Goes through the parts of the configuration and notes what each comes to.
class Reader {
 public:
  Reader(SetUp& set_up, const CommandLine& command_line) : set_up_(set_up), command_line_(command_line) {}

  void read(const ConfigPart& part) {
    if (part.name == kServerPart) {
      read_server(part);
    } else if (is_known_key(part.name)) {
      read_key(std::string(part.name), [&] {
        part.read(set_up_.config, command_line_, set_up_.settings);
        if (!set_up_.config.ca_file.empty() && part.name == "OAUTH_CA_FILE") {
          static_cast<void>(TlsContext(make_tls_trust(set_up_.config)).load());
        }
      });
    } else {
      part.read(set_up_.config, command_line_, set_up_.settings);  // nothing of the configuration's own
    }
  }

 private:
  template <typename Read>
  void read_key(const std::string& key, const Read& read) {
    try {
      read();
      set_up_.checks.push_back(describe_key(key, command_line_, set_up_.settings, set_up_.config.grant));
    } catch (const Error& error) {
      set_up_.checks.push_back(make_failed_check(key, error, "correct it or remove it"));
      set_up_.broken.insert(key);
    }
  }

  void read_server(const ConfigPart& part) {
    for (const std::string_view key : kServerUrlKeys) {
      read_key(std::string(key),
               [&] { static_cast<void>(find_server_url(set_up_.settings, key, command_line_.allow_http)); });
    }
    const bool complete = std::all_of(kServerUrlKeys.begin(), kServerUrlKeys.end(),
                                      [this](auto key) { return set_up_.has(std::string(key)); });
    if (complete) {
      part.read(set_up_.config, command_line_, set_up_.settings);
    } else {
      set_up_.broken.insert(std::string(kServerPart));
    }
  }

  SetUp& set_up_;
  const CommandLine& command_line_;
};

}  // namespace

SetUp read_set_up(const CommandLine& command_line, const Environment& environment) {
  std::vector<Check> checks;
  Settings settings = read_settings(command_line, environment, checks);
  SetUp set_up{std::move(settings), {}, {}, std::move(checks)};
  Reader reader(set_up, command_line);
  for (const ConfigPart& part : config_parts()) {
    reader.read(part);
  }
  for (Check& check : find_misplaced_keys(set_up.settings)) {
    set_up.checks.push_back(std::move(check));
  }
  return set_up;
}

}  // namespace goto_token
