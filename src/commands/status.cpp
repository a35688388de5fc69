#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/command_line/login_command.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/io/colour.hpp"
#include "goto_token/oauth/json_object.hpp"
#include "goto_token/tokens/stored_token.hpp"

namespace goto_token {
namespace {

std::string format_flag(bool flag, bool colour) {
  const std::string word = flag ? "yes" : "no";
  return colour ? paint(word, flag ? Colour::Green : Colour::Yellow) : word;
}

/// One line for each member; members that are null are left out.
std::string format_text(const JsonObject& status, bool colour) {
  std::string text;
  for (const auto& [name, value, json] : status.members()) {
    const auto* const words = std::get_if<std::string>(&value);
    const auto* const flag = std::get_if<bool>(&value);
    if (words != nullptr || flag != nullptr) {
      text += name + ": " + (words != nullptr ? printable(*words) : format_flag(*flag, colour)) + "\n";
    }
  }
  return text;
}

void add_text(JsonObject& status, const char* name, const std::string& text) {
  if (text.empty()) {
    status.set({.name = name, .value = nullptr, .text = "null"});
  } else {
    status.set_string(name, text);
  }
}

void add_login(JsonObject& status, const std::optional<StoredLogin>& login) {
  status.set_flag("logged_in", login.has_value());
  if (login) {
    add_text(status, "principal", find_principal(*login));
    add_text(status, "scope", join_words(login->scopes));
    add_text(status, "expires_at", login->expires_at ? format_rfc3339(*login->expires_at) : "");
    status.set_flag("refreshable", !login->refresh_token.empty());
  }
}

void add_obstacle(JsonObject& status, const std::optional<Error>& obstacle) {
  status.set_flag("token_available", !obstacle);
  if (obstacle) {
    status.set_string("reason", obstacle->what());
    if (!obstacle->hint().empty()) {
      status.set_string("hint", obstacle->hint());
    }
  }
}

/// Adds for whom and where the tokens are to be used, as far as that is given.
void add_target(JsonObject& status, const std::string& audience, const std::vector<std::string>& resources) {
  if (!audience.empty()) {
    status.set_string("audience", audience);
  }
  if (!resources.empty()) {
    status.set_string("resource", join_words(resources));
  }
}

/// Why a token needs a person; nullopt when it does not.
std::optional<Error> find_obstacle(const Session& session, const TokenStore& store,
                                   const std::optional<StoredLogin>& login) {
  if (session.command_line.fresh) {
    return Error(ExitCode::LoginRequired, kFreshIgnoresLogin);
  }
  return find_obstacle(store, login, make_token_requirements(session.command_line, session.config),
                       session.config.client, session.effects);
}

/// What `status --all` tells of one login.
struct Entry {
  JsonObject members;                   ///< As of `status`.
  std::vector<std::string> facts = {};  ///< The same in words.
  std::optional<Error> obstacle = {};   ///< Why a token needs a person, or the login cannot be used.
  bool is_usable = true;
};

std::string describe_lifetime(const StoredLogin& login, std::chrono::sys_seconds now) {
  if (!login.expires_at) {
    return "token of unknown lifetime";
  }
  return (*login.expires_at > now ? "token valid until " : "token expired at ") +
         format_rfc3339(*login.expires_at);
}

std::vector<std::string> describe_key(const LoginKey& key) {
  std::vector<std::string> facts;
  if (!key.client_id.empty()) {
    facts.push_back("client " + printable(key.client_id));
  }
  for (const std::string& fact : describe_target(key)) {
    facts.push_back(printable(fact));
  }
  return facts;
}

/// @param helper the credential helper that keeps the login; empty for none.
std::vector<std::string> describe(const StoredLogin& login, const std::string& helper,
                                  std::chrono::sys_seconds now) {
  std::vector<std::string> facts = describe_key(login.key);
  facts.push_back(describe_lifetime(login, now));
  facts.emplace_back(login.refresh_token.empty() ? "not refreshable" : "refreshable");
  if (const std::string principal = find_principal(login); !principal.empty()) {
    facts.push_back("signed in as " + printable(principal));
  }
  if (!login.scopes.empty()) {
    facts.push_back("scope " + printable(join_words(login.scopes)));
  }
  if (!helper.empty()) {
    facts.push_back("kept by the credential helper '" + printable(helper) + "'");
  }
  return facts;
}

Entry make_entry(const TokenStore& store, const std::string& helper) {
  const LoginKey& key = store.key();
  Entry entry{.members = {}, .facts = describe_key(key)};
  entry.members.set_string("profile", key.profile);
  add_text(entry.members, "service", name_described_service(key.service));
  add_text(entry.members, "client_id", key.client_id);
  add_target(entry.members, key.audience, key.resources);
  if (!helper.empty()) {
    entry.members.set_string("credential_helper", helper);
  }
  return entry;
}

/// The command line that names the login's profile, audience and resources.
CommandLine name_login(const LoginKey& key) {
  CommandLine command_line;
  if (key.profile != kDefaultProfile) {
    command_line.profile = key.profile;
  }
  if (!key.audience.empty()) {
    command_line.audience = key.audience;
  }
  if (!key.resources.empty()) {
    command_line.resources = key.resources;
  }
  return command_line;
}

/// Nullopt where there is no login after all, such as for what an unfinished one has left.
std::optional<Entry> examine(const Session& session, const TokenStore& store) {
  const CommandLine& command_line = session.command_line;
  const TokenRequirements requirements{.scopes = {},
                                       .min_valid = command_line.min_valid,
                                       .allow_http = command_line.allow_http,
                                       .refresh = command_line.refresh,
                                       .login_command = make_login_command(name_login(store.key()))};
  const std::string helper = store.find_keeper();
  Entry entry = make_entry(store, helper);
  try {
    const auto login = store.peek();
    if (!login) {
      return std::nullopt;
    }
    add_login(entry.members, login);
    entry.facts = describe(*login, helper, session.effects.now());
    // Its client may be another one than the configured one, whose key says nothing then.
    entry.obstacle = find_obstacle(store, login, requirements, Client(), session.effects);
  } catch (const Error& error) {
    entry.is_usable = false;
    entry.members.set_string("file", store.path());
    entry.obstacle = error;
  }
  add_obstacle(entry.members, entry.obstacle);
  return entry;
}

std::string format_line(const Entry& entry) {
  std::string line = *find_member<std::string>(entry.members, "profile");
  if (const auto* const service = find_member<std::string>(entry.members, "service")) {
    line += " at " + printable(*service);
  }
  if (entry.obstacle) {
    line += entry.is_usable ? ": no token: " : ": cannot be used: ";
    line += entry.obstacle->what();
    line += entry.obstacle->hint().empty() ? "" : " (" + entry.obstacle->hint() + ")";
  } else {
    line += ": token available";
  }
  return entry.facts.empty() ? line : line + "; " + join_words(entry.facts, ", ");
}

/// Adds what is stored.
/// @returns why a token needs a person; nullopt when it does not.
std::optional<Error> add_stored_login(JsonObject& status, const Session& session) {
  if (!find_store_folder(session.settings)) {  // a run goes on without a store, too
    add_login(status, std::nullopt);
    return Error(ExitCode::LoginRequired, "there is no stored login, and no place for one",
                 "set XDG_STATE_HOME to a folder of yours");
  }
  const TokenStore store = open_store(session);
  const std::optional<StoredLogin> login = store.load();
  add_login(status, login);
  return find_obstacle(session, store, login);
}

}  // namespace

ExitCode print_status(const Session& session) {
  const Config& config = session.config;
  JsonObject status;
  status.set_string("profile", config.profile);
  status.set_string("service", config.service_name);
  status.set_string("client_id", config.client.id);
  add_target(status, config.audience, config.resources);
  std::optional<Error> obstacle;
  if (config.grant->uses_store) {
    obstacle = add_stored_login(status, session);
  } else {
    status.set_string("grant", std::string(config.grant->name));
  }
  add_obstacle(status, obstacle);
  const bool json = session.command_line.output == OutputFormat::Json;
  session.effects.print(json ? format_json_object(status) + "\n"
                             : format_text(status, session.effects.shows_colour()));
  return obstacle ? ExitCode::LoginRequired : ExitCode::Success;
}

ExitCode print_every_status(const Session& session) {
  const bool json = session.command_line.output == OutputFormat::Json;
  std::string lines;
  std::vector<std::string> objects;
  bool is_available = false;
  bool is_unusable = false;
  for (const TokenStore& store : open_every_store(session)) {
    if (const auto entry = examine(session, store)) {
      objects.push_back(format_json_object(entry->members));
      lines += format_line(*entry) + "\n";
      is_available = is_available || !entry->obstacle;
      is_unusable = is_unusable || !entry->is_usable;
    }
  }
  if (json) {
    session.effects.print(R"({"logins":[)" + join_words(objects, ",") + "]}\n");
  } else if (!lines.empty()) {
    session.effects.print(lines);
  } else {
    session.effects.diagnostics.note("no login is stored");
  }
  if (is_unusable) {
    return ExitCode::TokenStore;
  }
  return is_available ? ExitCode::Success : ExitCode::LoginRequired;
}

}  // namespace goto_token
