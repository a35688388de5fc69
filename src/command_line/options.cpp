#include "goto_token/command_line/options.hpp"

#include <algorithm>
#include <array>

namespace goto_token {
namespace {

using enum OptionValue;

constexpr auto kOptions = std::to_array<Option>({
    {.letter = 's', .name = "--scope", .value = Text, .about = "scope to ask for"},
    {.name = "--env-file", .value = File, .about = "read this env file"},
    {.name = "--grant",
     .value = Word,
     .words = "authorization-code personal-access-token refresh-token client-credentials",
     .about = "how to get the token"},
    // The words of --output depend on the command.
    {.letter = 'o', .name = "--output", .value = Word, .about = "what stdout gets"},
    {.name = "--browser", .value = Command, .about = "open the sign-in page with this command"},
    {.name = "--no-browser", .about = "only print the address"},
    {.name = "--paste", .about = "read the browser's last address from stdin"},
    {.name = "--listen", .value = Text, .about = "listen on this address instead"},
    {.name = "--timeout", .value = Text, .about = "seconds to wait for the sign-in"},
    {.name = "--fresh", .about = "ignore the stored login"},
    {.name = "--refresh", .about = "refresh the stored login now"},
    {.name = "--non-interactive", .about = "never wait for a person"},
    {.name = "--min-valid", .value = Text, .about = "seconds that a stored token must still last"},
    {.name = "--profile", .value = Text, .about = "which stored login"},
    {.name = "--all", .about = "of every stored login, with status or logout"},
    {.name = "--credential-helper", .value = Text, .about = "keep the login in docker-credential-NAME"},
    {.name = "--print", .about = "of init: only print the template of an env file"},
    {.name = "--ca-file", .value = File, .about = "PEM certificates to trust as well"},
    {.name = "--allow-http", .about = "allow plain http to other machines"},
    {.letter = 'q', .name = "--quiet", .about = "only errors and the address on stderr"},
    {.letter = 'v', .name = "--verbose", .about = "also each step on stderr"},
    {.name = "--version", .about = "print the version"},
    {.letter = 'h', .name = "--help", .about = "print the help"},
});

constexpr auto kCommands = std::to_array<CommandName>({
    {.name = "login", .action = Action::LogIn, .about = "sign in and keep the login"},
    {.name = "logout", .action = Action::LogOut, .about = "revoke the login and erase it"},
    {.name = "status", .action = Action::ShowStatus, .about = "say what is stored"},
    {.name = "exec", .action = Action::Exec, .about = "run a command with a token in its environment"},
    {.name = "doctor", .action = Action::Examine, .about = "check the set-up and say how to fix it"},
    {.name = "init", .action = Action::Init, .about = "ask for what the env file needs and write it"},
    {.name = "completion",
     .action = Action::PrintCompletion,
     .words = "bash zsh fish",
     .about = "print the completion script of a shell"},
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

const Option* find_option(std::string_view name) noexcept {
  const auto* const found = std::find_if(kOptions.begin(), kOptions.end(), [name](const Option& option) {
    const bool is_letter =
        name.size() == 2 && name[0] == '-' && option.letter != '\0' && name[1] == option.letter;
    return option.name == name || is_letter;
  });
  return found == kOptions.end() ? nullptr : found;
}

}  // namespace goto_token
