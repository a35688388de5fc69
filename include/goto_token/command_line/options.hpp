#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// What a command line asks for.
enum class Action : std::uint8_t {
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

/// A set of commands, by their actions.
class Commands {
 public:
  constexpr Commands(std::initializer_list<Action> actions) {
    for (const Action action : actions) {
      bits_ |= bit_of(action);
    }
  }

  /// Whether the command is one of the set.
  [[nodiscard]] constexpr bool contains(Action action) const { return (bits_ & bit_of(action)) != 0; }

 private:
  static constexpr std::uint32_t bit_of(Action action) { return 1U << static_cast<std::uint32_t>(action); }

  std::uint32_t bits_ = 0;
};

/// The kind of an option's value, for completion.
enum class OptionValue : std::uint8_t {
  None,     ///< A flag.
  Text,     ///< No completion.
  File,     ///< A path.
  Command,  ///< A command line.
  Word,     ///< One of the option's words.
};

/// An option: a row of the one table of options. Parser, help and completion scripts come from it; tests
/// compare the man page with it.
struct Option {
  char letter = '\0';                     ///< The short form; NUL for none.
  std::string_view name;                  ///< The long form, with its dashes.
  OptionValue value = OptionValue::None;  ///< The kind of its value.
  std::string_view placeholder = {};      ///< What stands for the value in the help; empty for a flag.
  std::string_view words = {};            ///< For `Word`: separated by blanks; empty: see output_formats().
  Commands commands;                      ///< Those that it means something to, which help and shells show.
  bool alone = false;                     ///< With any other command it is an error.
  std::string_view about;                 ///< The description: a few words in lower case.
};

/// A command: a row of the one table of commands, which is used like the table of options.
struct CommandName {
  std::string_view name;
  Action action;
  std::string_view words = {};  ///< The words that may follow it, separated by blanks; see words_after().
  std::string_view about;       ///< The description: a few words in lower case.
};

/// Every option, in the order of the help.
[[nodiscard]] std::span<const Option> all_options() noexcept;

/// Every command but the bare one, in the order of the help.
[[nodiscard]] std::span<const CommandName> all_commands() noexcept;

/// The command of this name, or nullptr.
[[nodiscard]] const CommandName* find_command(std::string_view name) noexcept;

/// The command with this action, or nullptr for the bare one.
[[nodiscard]] const CommandName* find_command(Action action) noexcept;

/// The names of all commands but the bare one.
[[nodiscard]] std::vector<std::string> command_names();

/// The names of the commands that the option belongs to, without the bare one.
[[nodiscard]] std::vector<std::string> commands_of(const Option& option);

/// The words that may follow the command, separated by blanks: for `help` the names of all commands.
[[nodiscard]] std::string words_after(const CommandName& command);

/// The option of this long or short form (with its dashes), or nullptr.
[[nodiscard]] const Option* find_option(std::string_view name) noexcept;

}  // namespace goto_token
