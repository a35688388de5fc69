#include "goto_token/config/env_file_text.hpp"

#include "goto_token/base/text.hpp"
#include "goto_token/base/white_space.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {
namespace {

/// Whether the quotes hold the value. A carriage return would become a line feed, and a backslash at the end
/// would hide the closing quote.
bool can_quote(std::string_view value, char quote) {
  const bool has_escapes =
      value.find("\\n") != std::string_view::npos || value.find("\\r") != std::string_view::npos;
  return value.find(quote) == std::string_view::npos && value.find('\r') == std::string_view::npos &&
         !value.ends_with('\\') && !(quote == '"' && has_escapes);
}

/// Whether the value can stand without quotes: no white space at its ends, no comment, on one line, and not
/// taken for the beginning of a quoted one.
bool can_stand_bare(std::string_view value) {
  return trim_white_space(value) == value && value.find('#') == std::string_view::npos &&
         find_line_end(value, 0) == value.size() &&
         !contains(std::string_view("'\"`"), value.empty() ? '\0' : value.front());
}

void add_setting(std::string& text, std::string_view key, std::string_view value) {
  const auto quoted = quote_for_env_file(value);
  if (!quoted) {
    fail_configuration(std::string(key) + " holds what no env file can hold");
  }
  text.append(key).append("=").append(quoted->reveal()).append("\n");
}

}  // namespace

std::optional<Secret> quote_for_env_file(std::string_view value) {
  if (is_plain_word(value)) {
    return Secret(value);
  }
  for (const char quote : {'\'', '"', '`'}) {
    if (can_quote(value, quote)) {
      std::string quoted(1, quote);
      return Secret(quoted.append(value).append(1, quote));
    }
  }
  return can_stand_bare(value) ? std::optional(Secret(value)) : std::nullopt;
}

Secret make_env_file_text(const EnvFileValues& values) {
  std::string text =
      "# Written by goto-token init. Keep it to yourself. For all that can be set, see goto-token init "
      "--print\n\n";
  if (values.issuer.empty()) {
    text += "# The authorization server is GoTo's.\n\n";
  } else {
    text += "# The issuer of the authorization server, whose metadata names its endpoints.\n";
    add_setting(text, "OAUTH_ISSUER", values.issuer);
    text += "\n";
  }
  text += "# The client, as it is registered there.\n";
  add_setting(text, "OAUTH_CLIENT_ID", values.client_id);
  if (values.client_secret.empty()) {
    text += "# OAUTH_CLIENT_SECRET is left out: this is a public client.\n";
  } else {
    add_setting(text, "OAUTH_CLIENT_SECRET", values.client_secret.reveal());
  }
  text += "\n# Exactly as registered with the client.\n";
  add_setting(text, "OAUTH_REDIRECT_URI", values.redirect_uri);
  text += "\n# Asked for when no --scope is given; space-separated.\n";
  if (values.scope.empty()) {
    text += "# OAUTH_SCOPE is left out: the server's default.\n";
  } else {
    add_setting(text, "OAUTH_SCOPE", values.scope);
  }
  if (!values.issuer.empty()) {
    text += "\n# For whom tokens are meant, where the server needs that, as Auth0 does.\n# OAUTH_AUDIENCE=\n";
  }
  return Secret(text);
}

}  // namespace goto_token
