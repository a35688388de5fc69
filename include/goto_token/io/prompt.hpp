#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "goto_token/base/secret.hpp"
#include "goto_token/io/line_input.hpp"

namespace goto_token {

/// Questions at a terminal, each on a line that ends with what is typed. Backspace, Ctrl+U and Ctrl+D work.
/// The terminal is taken for the life of this object (see take_terminal): a line that is typed ahead of its
/// question shows only with that, and not at all if it must not.
class Prompt {
 public:
  /// Whether what is typed shows. A control character shows as `?`.
  enum class Typing { Shown, Hidden };

  /// @param input the terminal to read. @param output where the questions stand and what is typed shows.
  Prompt(int input, int output) : input_(input), output_(output) {}

  /// Asks, and waits for a whole line, however long that takes. Asks again, for the line
  /// from its beginning, after a stop or a stay in the background.
  /// When the terminal has hung up, the process ends as SIGHUP ends it, unless that is ignored.
  /// @param question one line, with what separates it from the typed text.
  /// @returns the line without its end; nullopt when the input has ended.
  [[nodiscard]] std::optional<Secret> ask(const std::string& question, Typing typing);

 private:
  void wait() const;
  void begin_line(const std::string& question);
  void show(std::string_view typed);
  void end_line() const;

  LineInput input_;
  int output_;
  std::string shown_;  ///< What shows of the typed text.
};

}  // namespace goto_token
