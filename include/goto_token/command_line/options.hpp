#pragma once

#include <span>
#include <string_view>

namespace goto_token {

/// What an option's value is, for shells that complete it.
enum class OptionValue {
  None,     ///< A flag.
  Text,     ///< Nothing that a shell could know.
  File,     ///< A path.
  Command,  ///< A command line.
  Word,     ///< One of the option's words.
};

/// An option as the parser, the completion scripts and the tests of help and manual know it.
struct Option {
  char letter = '\0';                     ///< The short form; NUL for none.
  std::string_view name;                  ///< The long form, with its dashes.
  OptionValue value = OptionValue::None;  ///< What follows it.
  std::string_view words = {};            ///< For `Word`: separated by blanks; empty: see output_formats().
  std::string_view about;                 ///< The description: a few words in lower case.
};

/// A command as the parser, the completion scripts and the tests of help and manual know it.
struct CommandName {
  std::string_view name;
  std::string_view words = {};  ///< The words that may follow it, separated by blanks.
  std::string_view about;       ///< The description: a few words in lower case.
};

/// Every option, in the order of the help.
[[nodiscard]] std::span<const Option> all_options() noexcept;

/// Every command but the bare one, in the order of the help.
[[nodiscard]] std::span<const CommandName> all_commands() noexcept;

/// What may follow the command; empty for nothing, and for a command that there is not.
[[nodiscard]] std::string_view words_behind(std::string_view command) noexcept;

/// The option of this long or short form (with its dashes), or nullptr.
[[nodiscard]] const Option* find_option(std::string_view name) noexcept;

}  // namespace goto_token
