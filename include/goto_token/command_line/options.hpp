#pragma once

#include <span>
#include <string_view>

namespace goto_token {

/// The kind of an option's value, for completion.
enum class OptionValue {
  None,     ///< A flag.
  Text,     ///< No completion.
  File,     ///< A path.
  Command,  ///< A command line.
  Word,     ///< One of the option's words.
};

/// An option: a row of the one table of options. Parser and completion scripts come from it; tests compare
/// help and man page with it.
struct Option {
  char letter = '\0';                     ///< The short form; NUL for none.
  std::string_view name;                  ///< The long form, with its dashes.
  OptionValue value = OptionValue::None;  ///< Its value.
  std::string_view words = {};            ///< For `Word`: separated by blanks; empty: see output_formats().
  std::string_view about;                 ///< The description: a few words in lower case.
};

/// What a command line asks for.
enum class Action {
  FetchToken,
  LogIn,
  LogOut,
  ShowStatus,
  Exec,
  Examine,
  Init,
  PrintCompletion,
  ShowHelp,
  ShowVersion
};

/// A command: a row of the one table of commands, which is used like the table of options.
struct CommandName {
  std::string_view name;
  Action action;
  std::string_view words = {};  ///< The words that may follow it, separated by blanks.
  std::string_view about;       ///< The description: a few words in lower case.
};

/// Every option, in the order of the help.
[[nodiscard]] std::span<const Option> all_options() noexcept;

/// Every command but the bare one, in the order of the help.
[[nodiscard]] std::span<const CommandName> all_commands() noexcept;

/// The command of this name, or nullptr.
[[nodiscard]] const CommandName* find_command(std::string_view name) noexcept;

/// The option of this long or short form (with its dashes), or nullptr.
[[nodiscard]] const Option* find_option(std::string_view name) noexcept;

}  // namespace goto_token
