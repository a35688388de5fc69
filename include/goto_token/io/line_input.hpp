#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "goto_token/base/secret.hpp"

namespace goto_token {

/// Reads lines from a descriptor that others own, such as stdin, without ever blocking. Lines may be secrets,
/// and are wiped.
///
/// A terminal is taken for the life of this object (see take_terminal): lines may have any length and are not
/// shown. Backspace, Ctrl+U and Ctrl+D work. In the background the terminal is not touched. From any other
/// input, no byte behind the requested line is read.
class LineInput {
 public:
  /// Longer lines are cut to one byte more. No authorization response is nearly as long.
  static constexpr std::size_t kLongestLine = 64UL * 1024UL;

  explicit LineInput(int fd);
  LineInput(const LineInput&) = delete;
  LineInput& operator=(const LineInput&) = delete;
  ~LineInput();

  /// Takes the terminal again after a stay in the background. To be called from time to time: no signal
  /// reports the return to the foreground.
  /// @returns whether it was taken just now.
  bool retake_terminal() const noexcept;
  /// Whether the input is a terminal.
  [[nodiscard]] bool is_from_terminal() const noexcept { return terminal_; }
  /// Whether reading is allowed: always, except from a terminal while in the background.
  [[nodiscard]] bool may_be_read() const noexcept;
  /// The descriptor to poll(2) for input; -1 when there is nothing to wait for.
  [[nodiscard]] int awaited() const noexcept;
  /// The next complete line, without its line end; nullopt when there is none. The last line of the input may
  /// lack a line end.
  [[nodiscard]] std::optional<Secret> next_line();
  /// Whether the input is a terminal, or another program's end of a pipe, that is there no longer.
  [[nodiscard]] bool has_hung_up() const noexcept;
  /// What has come of the line that is not complete yet. Valid until the next call.
  [[nodiscard]] std::string_view unfinished_line() const noexcept { return line_; }
  /// Drops it.
  void drop_unfinished_line() noexcept;
  /// Whether the input has ended and every line was taken.
  [[nodiscard]] bool has_ended() const noexcept { return ended_ && lines_.empty(); }

 private:
  void read_available();
  bool read_once();
  void take_in(char c);
  bool edit(char c);
  void erase_character();
  void finish_line();
  void end();

  int fd_;
  bool terminal_;
  bool ended_ = false;
  std::string line_;
  std::deque<Secret> lines_;
};

}  // namespace goto_token
