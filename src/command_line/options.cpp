#include "goto_token/command_line/options.hpp"

#include <algorithm>
#include <array>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using enum OptionValue;
using enum Action;

constexpr Commands kEvery = {FetchToken, LogIn, LogOut,          ShowStatus, Exec,
                             Examine,    Init,  PrintCompletion, ShowHelp};
// doctor takes the options of any run that fails.
constexpr Commands kConfigured = {FetchToken, LogIn, LogOut, ShowStatus, Exec, Examine, Init};
constexpr Commands kUsingStore = {FetchToken, LogIn, LogOut, ShowStatus, Exec, Examine};
constexpr Commands kConnecting = {FetchToken, LogIn, LogOut, Exec, Examine, Init};
constexpr Commands kSigningIn = {FetchToken, LogIn, Exec, Examine};
constexpr Commands kGetting = {FetchToken, Exec, Examine};
constexpr Commands kPrinting = {FetchToken, ShowStatus, Examine};
constexpr Commands kCovering = {FetchToken, LogIn, ShowStatus, Exec, Examine};
constexpr Commands kUsingLogin = {FetchToken, ShowStatus, Exec, Examine};

constexpr auto kOptions = std::to_array<Option>({
    {.letter = 's',
     .name = "--scope",
     .value = Text,
     .placeholder = "SCOPE",
     .commands = kCovering,
     .about = "scope to ask for; repeatable, or space-separated"},
    {.name = "--audience",
     .value = Text,
     .placeholder = "URI",
     .commands = kUsingStore,
     .about = "for whom the token is meant"},
    {.name = "--resource",
     .value = Text,
     .placeholder = "URI",
     .commands = kUsingStore,
     .about = "where the token is to be used; repeatable"},
    {.name = "--authorize-param",
     .value = Text,
     .placeholder = "NAME=VALUE",
     .commands = kSigningIn,
     .about = "also sent to sign in; repeatable"},
    {.name = "--token-param",
     .value = Text,
     .placeholder = "NAME=VALUE",
     .commands = kSigningIn,
     .about = "also sent to get tokens; repeatable"},
    {.name = "--env-file",
     .value = File,
     .placeholder = "PATH",
     .commands = kConfigured,
     .about = "the env file, in place of the usual one"},
    {.name = "--grant",
     .value = Word,
     .placeholder = "GRANT",
     .words = "authorization-code device-code personal-access-token refresh-token client-credentials",
     .commands = kCovering,
     .about = "how to get the token"},
    // The words of --output depend on the command.
    {.letter = 'o',
     .name = "--output",
     .value = Word,
     .placeholder = "FORMAT",
     .commands = kPrinting,
     .about = "what stdout gets"},
    {.name = "--browser",
     .value = Command,
     .placeholder = "COMMAND",
     .commands = kSigningIn,
     .about = "open the sign-in page with it; %s is the address"},
    {.name = "--no-browser", .commands = kSigningIn, .about = "only print the address"},
    {.name = "--paste", .commands = kSigningIn, .about = "read the browser's last address from stdin"},
    {.name = "--listen",
     .value = Text,
     .placeholder = "ADDRESS[:PORT]",
     .commands = kSigningIn,
     .about = "listen there, such as on 0.0.0.0 in a container"},
    {.name = "--timeout",
     .value = Text,
     .placeholder = "DURATION",
     .commands = kSigningIn,
     .about = "how long to wait for a person (5m; 0: for ever)"},
    {.name = "--fresh", .commands = kGetting, .about = "ignore the stored login"},
    {.name = "--refresh", .commands = kGetting, .about = "refresh the stored login now, without a person"},
    {.name = "--non-interactive", .commands = kGetting, .about = "never wait for a person: exit 10 instead"},
    {.name = "--min-valid",
     .value = Text,
     .placeholder = "DURATION",
     .commands = kUsingLogin,
     .about = "how long a stored token must still last (60s)"},
    {.name = "--profile",
     .value = Text,
     .placeholder = "NAME",
     .commands = kConfigured,
     .about = "which stored login and env file (default)"},
    {.name = "--all", .commands = {ShowStatus, LogOut}, .alone = true, .about = "every stored login"},
    {.name = "--credential-helper",
     .value = Text,
     .placeholder = "NAME",
     .commands = kUsingStore,
     .about = "keep the login in docker-credential-NAME"},
    {.name = "--print", .commands = {Init}, .alone = true, .about = "only print the template of an env file"},
    {.name = "--ca-file",
     .value = File,
     .placeholder = "PATH",
     .commands = kConnecting,
     .about = "PEM certificates to trust besides the system's"},
    {.name = "--allow-http", .commands = kConfigured, .about = "allow plain http to other machines"},
    {.letter = 'q',
     .name = "--quiet",
     .commands = kConfigured,
     .about = "only errors and the address on stderr"},
    {.letter = 'v',
     .name = "--verbose",
     .commands = kConfigured,
     .about = "also each step on stderr, without secrets"},
    {.letter = 'V', .name = "--version", .commands = {FetchToken}, .about = "print the version"},
    {.letter = 'h', .name = "--help", .commands = kEvery, .about = "print this help"},
});

constexpr auto kCommands = std::to_array<CommandName>({
    {.name = "login", .action = LogIn, .about = "sign in and keep the login"},
    {.name = "logout", .action = LogOut, .about = "revoke the login and erase it"},
    {.name = "status", .action = ShowStatus, .about = "say what is stored"},
    {.name = "exec", .action = Exec, .about = "run a command with a token in its environment"},
    {.name = "doctor", .action = Examine, .about = "check the set-up and say how to fix it"},
    {.name = "init", .action = Init, .about = "ask for what the env file needs and write it"},
    {.name = "completion",
     .action = PrintCompletion,
     .words = "bash zsh fish",
     .about = "print the completion script of a shell"},
    {.name = "help", .action = ShowHelp, .about = "print this help, or that of a command"},
});

}  // namespace

std::span<const Option> all_options() noexcept {
  return kOptions;
}

std::span<const CommandName> all_commands() noexcept {
  return kCommands;
}

const CommandName* find_command(std::string_view name) noexcept {
  const auto* const found = std::find_if(kCommands.begin(), kCommands.end(),
                                         [name](const CommandName& command) { return command.name == name; });
  return found == kCommands.end() ? nullptr : found;
}

const CommandName* find_command(Action action) noexcept {
  const auto* const found =
      std::find_if(kCommands.begin(), kCommands.end(),
                   [action](const CommandName& command) { return command.action == action; });
  return found == kCommands.end() ? nullptr : found;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  names.reserve(kCommands.size());
  for (const CommandName& command : kCommands) {
    names.emplace_back(command.name);
  }
  return names;
}

std::vector<std::string> commands_of(const Option& option) {
  std::vector<std::string> names;
  for (const CommandName& command : kCommands) {
    if (option.commands.contains(command.action)) {
      names.emplace_back(command.name);
    }
  }
  return names;
}

std::string words_after(const CommandName& command) {
  return command.action == ShowHelp ? join_words(command_names()) : std::string(command.words);
}

const Option* find_option(std::string_view name) noexcept {
  const auto* const found = std::find_if(kOptions.begin(), kOptions.end(), [name](const Option& option) {
    const bool is_letter =
        name.size() == 2 && name[0] == '-' && option.letter != '\0' && name[1] == option.letter;
    return option.name == name || is_letter;
  });
  return found == kOptions.end() ? nullptr : found;
}

}  // namespace goto_token
