#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/commands/commands.hpp"
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

/// Why a token needs a person; nullopt when it does not.
std::optional<Error> find_obstacle(const Session& session, const TokenStore& store,
                                   const std::optional<StoredLogin>& login) {
  if (session.command_line.fresh) {
    return Error(ExitCode::LoginRequired, kFreshIgnoresLogin);
  }
  return find_obstacle(store, login, make_token_requirements(session.command_line, session.config),
                       session.effects);
}

}  // namespace

ExitCode print_status(const Session& session) {
  const Config& config = session.config;
  JsonObject status;
  status.set_string("profile", config.profile);
  status.set_string("service", config.service_name);
  status.set_string("client_id", config.client.id);
  std::optional<Error> obstacle;
  if (config.grant->uses_store) {
    const TokenStore store = open_store(session);
    const std::optional<StoredLogin> login = store.load();
    add_login(status, login);
    obstacle = find_obstacle(session, store, login);
  } else {
    status.set_string("grant", std::string(config.grant->name));
  }
  status.set_flag("token_available", !obstacle);
  if (obstacle) {
    status.set_string("reason", obstacle->what());
    if (!obstacle->hint().empty()) {
      status.set_string("hint", obstacle->hint());
    }
  }
  const bool json = session.command_line.output == OutputFormat::Json;
  session.effects.print(json ? format_json_object(status) + "\n"
                             : format_text(status, session.effects.shows_colour()));
  return obstacle ? ExitCode::LoginRequired : ExitCode::Success;
}

}  // namespace goto_token
