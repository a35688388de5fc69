#include "goto_token/command_line/options.hpp"

#include <algorithm>
#include <array>

namespace goto_token {
namespace {

using enum OptionValue;

constexpr auto kOptions = std::to_array<Option>({
    {'s', "--scope", Text, {}, "scope to ask for"},
    {0, "--env-file", File, {}, "read this env file"},
    {0, "--grant", Word, "authorization-code personal-access-token refresh-token client-credentials",
     "how to get the token"},
    {'o', "--output", Word, {}, "what stdout gets"},  // which words depends on the command
    {0, "--browser", Command, {}, "open the sign-in page with this command"},
    {0, "--no-browser", None, {}, "only print the address"},
    {0, "--paste", None, {}, "read the browser's last address from stdin"},
    {0, "--listen", Text, {}, "listen on this address instead"},
    {0, "--timeout", Text, {}, "seconds to wait for the sign-in"},
    {0, "--fresh", None, {}, "pass over the stored login"},
    {0, "--non-interactive", None, {}, "never wait for a person"},
    {0, "--min-valid", Text, {}, "seconds that a stored token must still last"},
    {0, "--profile", Text, {}, "which stored login"},
    {0, "--ca-file", File, {}, "PEM certificates to trust as well"},
    {0, "--allow-http", None, {}, "allow plain http to other machines"},
    {'q', "--quiet", None, {}, "only errors and the address on stderr"},
    {'v', "--verbose", None, {}, "also each step on stderr"},
    {0, "--version", None, {}, "print the version"},
    {'h', "--help", None, {}, "print the help"},
});

constexpr auto kCommands = std::to_array<CommandName>({
    {"login", {}, "sign in and keep the login"},
    {"logout", {}, "revoke the login and erase it"},
    {"status", {}, "say what is stored"},
    {"exec", {}, "run a command with a token in its environment"},
    {"doctor", {}, "check the set-up and say how to mend it"},
    {"completion", "bash zsh fish", "print the completion script of a shell"},
});

}  // namespace

std::span<const Option> all_options() noexcept {
  return kOptions;
}

std::span<const CommandName> all_commands() noexcept {
  return kCommands;
}

std::string_view words_behind(std::string_view command) noexcept {
  const auto* const found = std::find_if(kCommands.begin(), kCommands.end(),
                                         [command](const auto& known) { return known.name == command; });
  return found == kCommands.end() ? std::string_view() : found->words;
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
