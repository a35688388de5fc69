#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// The text that a status line shows on a terminal of so many columns: the first that fits, else as much of
/// the last as does. One column stays free, because a full row may wrap.
[[nodiscard]] std::string fit_status_line(std::span<const std::string> texts, std::size_t columns);

/// Whether a status line could be shown on `fd` now: not without a terminal (-1), and not in the background
/// of one.
[[nodiscard]] bool takes_status_line(int fd) noexcept;

/// A line below all others on a terminal, rewritten in place. There is one at a time, for one thread, and
/// `write_above_status_line` keeps other messages out of it. The signal handlers of signals.hpp erase it
/// before the process ends or stops.
///
/// The cursor stays in front of the text. A terminal that becomes narrower wraps the line behind the cursor,
/// and so the whole of it can still be erased.
class StatusLine {
 public:
  /// @param fd a terminal that takes escape sequences; -1 for none, where nothing is ever shown.
  explicit StatusLine(int fd) noexcept : fd_(fd) {}
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  /// Erases the line.
  ~StatusLine();

  /// Shows the first of the texts that fits; they are ASCII, without control characters. Not in the
  /// background, and not while the terminal takes no output (Ctrl+S).
  void show(std::vector<std::string> texts) const;

 private:
  int fd_;
};

/// Writes whole lines, above the status line where the descriptor shows one. A failure is ignored.
void write_above_status_line(int fd, std::string_view lines);

/// Erases the status line where one is shown, so that the cursor stands at the start of an empty line. Does
/// nothing in the background, and not while the terminal takes no output. Safe in a signal handler.
void erase_status_line() noexcept;

}  // namespace goto_token
