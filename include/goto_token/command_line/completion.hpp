#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "goto_token/command_line/options.hpp"

namespace goto_token {

/// Makes the completion script of `bash`, `zsh` or `fish` from the tables of options and commands, so a shell
/// offers what the parser accepts.
[[nodiscard]] std::string make_completion_script(std::string_view shell);

/// The three scripts.
/// @{
[[nodiscard]] std::string make_bash_completion();
[[nodiscard]] std::string make_zsh_completion();
[[nodiscard]] std::string make_fish_completion();
/// @}

/// Replaces each `@NAME@` of the text. @param parts pairs of `@NAME@` and replacement.
[[nodiscard]] std::string fill_in(std::string text,
                                  std::initializer_list<std::pair<std::string_view, std::string>> parts);

/// The long form, then the short form if there is one.
[[nodiscard]] std::vector<std::string> forms_of(const Option& option);

/// The words of an option for one command.
struct CommandWords {
  std::string command;  ///< Empty for the bare command, `*` for every command.
  std::string words;    ///< Separated by blanks.
};

/// The words of the option: one row for `*`, or a row for each command if they differ. A command without
/// words has no row.
[[nodiscard]] std::vector<CommandWords> words_by_command(const Option& option);

}  // namespace goto_token
