#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "goto_token/base/secret.hpp"

namespace goto_token {

/// Lines from a descriptor that others own, such as stdin: read when they are there, without ever blocking.
///
/// A terminal is taken for as long as this object lives (see terminal_mode.hpp): lines may have any length,
/// and nobody sees them. Of editing, backspace, Ctrl+U and Ctrl+D work. In the background it is left alone.
/// From anything else no byte is read behind the line that was asked for. Lines may be secrets, and are
/// wiped.
class LineInput {
 public:
  /// What is longer is cut to one byte more: no authorization response comes near it.
  static constexpr std::size_t kLongestLine = 64UL * 1024UL;

  explicit LineInput(int fd);
  LineInput(const LineInput&) = delete;
  LineInput& operator=(const LineInput&) = delete;
  LineInput(LineInput&&) = delete;
  LineInput& operator=(LineInput&&) = delete;
  ~LineInput();

  /// Takes the terminal again, should it have been lost to a stay in the background. To be called from time
  /// to time: nothing tells of a return to the foreground.
  void retake_terminal() const noexcept;
  /// Whether a person types the lines.
  [[nodiscard]] bool is_from_terminal() const noexcept { return terminal_; }
  /// Whether it may be read at all: not from a terminal while in the background.
  [[nodiscard]] bool may_be_read() const noexcept;
  /// What to poll(2) for input; -1 when there is nothing to wait for.
  [[nodiscard]] int awaited() const noexcept;
  /// The next line that is there, without its end; nullopt when none is complete. The last one needs no line
  /// end.
  [[nodiscard]] std::optional<Secret> next_line();
  /// Whether the input has ended, and every line was taken.
  [[nodiscard]] bool has_ended() const noexcept { return ended_ && lines_.empty(); }

 private:
  void read_available();
  bool read_once();
  void take_in(char c);
  bool edit(char c);
  void finish_line();
  void end();

  int fd_;
  bool terminal_;
  bool ended_ = false;
  std::string line_;
  std::deque<Secret> lines_;
};

}  // namespace goto_token
