#include <nlohmann/json.hpp>

#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/oauth/json_object.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {
namespace {

using Json = nlohmann::ordered_json;

std::string principal_of(const StoredLogin& login) {
  const auto response = parse_json_object(login.json.reveal());
  const auto* const principal = response ? find_member<std::string>(*response, "principal") : nullptr;
  return principal == nullptr ? "" : *principal;
}

/// One line for each member; members that are null are left out.
std::string format_text(const Json& status) {
  std::string text;
  for (const auto& [name, value] : status.items()) {
    if (!value.is_null()) {
      text +=
          name + ": " +
          (value.is_boolean() ? (value.get<bool>() ? "yes" : "no") : printable(value.get<std::string>())) +
          "\n";
    }
  }
  return text;
}

void add_login(Json& status, const std::optional<StoredLogin>& login) {
  status["logged_in"] = login.has_value();
  if (login) {
    const std::string principal = principal_of(*login);
    status["principal"] = principal.empty() ? Json() : Json(principal);
    status["scope"] = login->scopes.empty() ? Json() : Json(join_words(login->scopes));
    status["expires_at"] = login->expires_at ? Json(format_rfc3339(*login->expires_at)) : Json();
    status["refreshable"] = !login->refresh_token.empty();
  }
}

bool gives_token(const std::optional<StoredLogin>& login, const Session& session) {
  return login && covers(*login, session.config.scopes) &&
         (!login->refresh_token.empty() ||
          is_valid(*login, session.effects.now(), session.command_line.min_valid));
}

}  // namespace

ExitCode print_status(const Session& session) {
  const Config& config = session.config;
  Json status = {
      {"profile", config.profile}, {"service", config.service_name}, {"client_id", config.client.id}};
  bool token_available = true;
  if (config.grant->uses_store) {
    const std::optional<StoredLogin> login = open_store(session.settings, session.config).load();
    add_login(status, login);
    token_available = gives_token(login, session);
  } else {
    status["grant"] = config.grant->name;
  }
  status["token_available"] = token_available;
  const bool json = session.command_line.output == OutputFormat::Json;
  session.effects.print(json ? status.dump(-1, ' ', /*ensure_ascii=*/true) + "\n" : format_text(status));
  return token_available ? ExitCode::Success : ExitCode::LoginRequired;
}

}  // namespace goto_token
