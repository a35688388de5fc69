#include "goto_token/command_line/help.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/command_line.hpp"

namespace goto_token {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kAboutColumn = 32;  // right of nearly every option

/// What the tables do not say of a command.
struct CommandHelp {
  Action action;
  std::string_view usage;  ///< What follows the command's name.
  std::string_view text;
  std::string_view example;
  std::string_view exit_status = {};  ///< Where it has a meaning of its own.
};

constexpr auto kCommandHelps = std::to_array<CommandHelp>({
    {.action = Action::FetchToken,
     .usage = "[COMMAND] [options]",
     .text = R"(Gets an OAuth 2.0 access token and prints it: the stored one, refreshed when it
has expired, or else a new one, for which a person signs in in a browser.
)",
     .example = R"(  goto-token init                                # once
  TOKEN=$(goto-token --scope messaging.v1.send)
)"},
    {.action = Action::LogIn,
     .usage = "[options]",
     .text = R"(Signs in, in a browser here or with --grant device-code on any device, and keeps
the result as the stored login. Later runs print its token, or refresh it,
without a person. Prints nothing on stdout.
)",
     .example = "  goto-token login --scope messaging.v1.send\n"},
    {.action = Action::LogOut,
     .usage = "[options]",
     .text = R"(Erases the stored login and revokes its tokens at the server (RFC 7009). It is
erased here even if the server cannot be reached; the exit status is 7 then.
)",
     .example = "  goto-token logout --profile work\n"},
    {.action = Action::ShowStatus,
     .usage = "[options]",
     .text = R"(Says what is stored: service, client, principal, scopes, expiry, and whether it
can be refreshed; never a secret. It makes the checks of the run that would use
the login.
)",
     .example = "  goto-token status --scope messaging.v1.send\n",
     .exit_status = "0 if a token can be had without a person (with --all from any login), 10 if not"},
    {.action = Action::Exec,
     .usage = "[options] -- COMMAND [ARG...]",
     .text = R"(Gets a token and becomes COMMAND, with GOTO_ACCESS_TOKEN and
GOTO_TOKEN_EXPIRES_AT added to its environment, and goto-token's own secrets
taken out of it. The token is not renewed while COMMAND runs: --min-valid asks
for one that lasts, or COMMAND calls goto-token itself for each.
)",
     .example = "  goto-token exec --min-valid 30m -- ./report.py\n",
     .exit_status = "COMMAND's own; 127 if it is not there, 126 if it cannot be run"},
    {.action = Action::Examine,
     .usage = "[options]",
     .text = R"(Checks the set-up: env file, keys, redirect URI, port, browser, service, clock
and stored login, a line a check, and how to fix what is wrong. It takes the
options of the run that fails, asks no one to sign in and changes nothing.
)",
     .example = "  goto-token doctor --profile work\n",
     .exit_status = "0 if a token can be fetched, else that of the first fault"},
    {.action = Action::Init,
     .usage = "[options]",
     .text = R"(Asks on the terminal for what the env file needs: the service, the client id,
the secret (not shown), the redirect URI and the scopes. It checks each answer
and writes ~/.config/goto-token/.env, with --profile NAME.env there, or the file
that --env-file names; never over a file that exists.
)",
     .example = "  goto-token init --profile work\n"},
    {.action = Action::PrintCompletion,
     .usage = "bash|zsh|fish",
     .text = R"(Prints the script by which a shell completes commands, options and their words.
)",
     .example = "  eval \"$(goto-token completion bash)\"\n"},
    {.action = Action::ShowHelp,
     .usage = "[COMMAND]",
     .text = R"(Prints the help of the command, as goto-token COMMAND --help does, or that of
goto-token itself.
)",
     .example = "  goto-token help login\n"},
});

constexpr std::string_view kKeys =
    R"(No option takes a secret. Keys for the environment, or for the env file: ./.env,
or ~/.config/goto-token/.env (with --profile NAME first NAME.env there):
  OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, OAUTH_SERVICE_URL, OAUTH_ISSUER,
  OAUTH_REDIRECT_URI, OAUTH_SCOPE, OAUTH_CLIENT_AUTH, OAUTH_CLIENT_KEY_FILE,
  OAUTH_CLIENT_KEY_ID, OAUTH_CLIENT_CERT_FILE, OAUTH_TOKEN_ENDPOINT,
  OAUTH_AUTHORIZATION_ENDPOINT, OAUTH_REVOCATION_ENDPOINT, OAUTH_CA_FILE,
  OAUTH_DEVICE_AUTHORIZATION_ENDPOINT, OAUTH_PAR_ENDPOINT,
  OAUTH_TIMEOUT, OAUTH_PROFILE, OAUTH_GRANT, OAUTH_PERSONAL_ACCESS_TOKEN,
  OAUTH_REFRESH_TOKEN, OAUTH_AUDIENCE, OAUTH_RESOURCE, OAUTH_AUTHORIZE_PARAMS,
  OAUTH_TOKEN_PARAMS; a secret can be in a file, named by its key with _FILE

Exit status: 0 success, 1 other failure, 2 usage, 3 configuration,
  4 authorization refused, 5 no response came,
  6 token, revocation, device or pushed request endpoint refused,
  7 network or TLS, 8 cannot listen, 9 token store, 10 login required,
  of exec: COMMAND's, 127 not found, 126 not executable,
  130/143/129/131 on SIGINT/SIGTERM/SIGHUP/SIGQUIT
)";

/// The words as a sentence has them. The first is the default.
std::string list_words(const std::vector<std::string>& words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    list += i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
    list += words[i] + (i == 0 ? " (default)" : "");
  }
  return list;
}

/// A row of two columns: the right one is wrapped.
std::string format_row(std::string row, std::string_view about, std::size_t column) {
  row.resize(std::max(row.size() + 1, column), ' ');
  std::size_t width = row.size();
  std::string_view separator;
  for (const std::string& word : split_words(about)) {
    if (width + separator.size() + word.size() > kColumns) {
      row += "\n" + std::string(column, ' ');
      width = column;
      separator = "";
    }
    row.append(separator).append(word);
    width += separator.size() + word.size();
    separator = " ";
  }
  return row + "\n";
}

std::string format_option(const Option& option, Action topic) {
  std::string forms = option.letter == '\0' ? "      " : std::string("  -") + option.letter + ", ";
  forms.append(option.name);
  if (!option.placeholder.empty()) {
    forms.append(" ").append(option.placeholder);
  }
  std::string about(option.about);
  if (option.alone && topic == Action::FetchToken) {
    about += " (" + join_words(commands_of(option), ", ") + ")";
  }
  if (option.value == OptionValue::Word) {
    about += ": " + list_words(option.words.empty() ? output_formats(topic) : split_words(option.words));
  }
  return format_row(forms, about, kAboutColumn);
}

/// Those of the command; for the bare command those of every other, too.
std::string format_options(Action topic) {
  std::string text = "Options:\n";
  bool has_duration = false;
  for (const Option& option : all_options()) {
    if (option.commands.contains(topic) || topic == Action::FetchToken) {
      text += format_option(option, topic);
      has_duration = has_duration || option.placeholder == "DURATION";
    }
  }
  return text +
         (has_duration ? "\nA DURATION is seconds, or a number with s, m or h: 90, 90s, 5m, 2h.\n" : "");
}

std::string format_commands() {
  std::string text = "Commands (goto-token COMMAND --help tells more of each):\n";
  for (const CommandName& command : all_commands()) {
    constexpr std::size_t kColumn = 15;
    text += format_row("  " + std::string(command.name), command.about, kColumn);
  }
  return text;
}

}  // namespace

std::string help_text(Action topic) {
  const CommandName* const command = find_command(topic);
  const auto* const help =
      std::find_if(kCommandHelps.begin(), kCommandHelps.end(), [command](const CommandHelp& row) {
        return row.action == (command == nullptr ? Action::FetchToken : command->action);
      });
  std::string text = "Usage: goto-token " + (command == nullptr ? "" : std::string(command->name) + " ");
  text.append(help->usage).append("\n\n").append(help->text);
  text.append("\nExample:\n").append(help->example).append("\n");
  if (command == nullptr) {
    return text + format_commands() + "\n" + format_options(topic) + std::string(kKeys);
  }
  text += format_options(topic);
  if (!help->exit_status.empty()) {
    text += "\n" + format_row("Exit status:", help->exit_status, 2);
  }
  return text + "\ngoto-token --help lists the keys of the env file and all exit statuses.\n";
}

std::string_view version_text() noexcept {
  return "goto-token " GOTO_TOKEN_VERSION "\n";
}

}  // namespace goto_token
