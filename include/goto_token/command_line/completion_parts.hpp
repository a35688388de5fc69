#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "goto_token/command_line/options.hpp"

namespace goto_token {

/// One of the three scripts.
[[nodiscard]] std::string make_bash_completion();
[[nodiscard]] std::string make_zsh_completion();
[[nodiscard]] std::string make_fish_completion();

/// The text with each `@NAME@` replaced.
[[nodiscard]] std::string fill_in(std::string text,
                                  std::initializer_list<std::pair<std::string_view, std::string>> parts);

/// The long form and, where there is one, the short form behind it.
[[nodiscard]] std::vector<std::string> forms_of(const Option& option);

/// Words of an option, and the command with which it takes them.
struct CommandWords {
  std::string command;  ///< Empty for the bare command, `*` for every command.
  std::string words;    ///< With a blank between.
};

/// What the option takes, told apart by command only where that makes a difference; commands with which it
/// takes nothing are left out.
[[nodiscard]] std::vector<CommandWords> words_by_command(const Option& option);

}  // namespace goto_token
