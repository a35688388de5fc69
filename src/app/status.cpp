#include <nlohmann/json.hpp>

#include "goto_token/app/commands.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using Json = nlohmann::ordered_json;

std::string principal_of(const StoredLogin& login) {
  const Json response = Json::parse(login.json.reveal());
  const auto member = response.find("principal");
  return member != response.end() && member->is_string() ? member->get<std::string>() : "";
}

/// One fact a line; those that nobody knows are left out.
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

Json describe(const LoginKey& key, const std::optional<StoredLogin>& login, bool token_available) {
  Json status = {{"profile", key.profile},
                 {"service", key.service},
                 {"client_id", key.client_id},
                 {"logged_in", login.has_value()}};
  if (login) {
    const std::string principal = principal_of(*login);
    status["principal"] = principal.empty() ? Json() : Json(principal);
    status["scope"] = login->scopes.empty() ? Json() : Json(join_words(login->scopes));
    status["expires_at"] = login->expires_at ? Json(format_rfc3339(*login->expires_at)) : Json();
    status["refreshable"] = !login->refresh_token.empty();
  }
  status["token_available"] = token_available;
  return status;
}

}  // namespace

Status report_status(const Session& session) {
  const TokenStore store = open_store(session);
  const std::optional<StoredLogin> login = store.load();
  const bool token_available = login && covers(*login, session.config.scopes) &&
                               (!login->refresh_token.empty() ||
                                is_valid(*login, session.effects.now(), session.command_line.min_valid));
  const Json status = describe(store.key(), login, token_available);
  const bool json = session.command_line.output == OutputFormat::Json;
  return {json ? status.dump() + "\n" : format_text(status), token_available};
}

}  // namespace goto_token
