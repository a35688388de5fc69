#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "goto_token/base/error.hpp"
#include "goto_token/io/colour.hpp"

namespace goto_token {

/// How much stderr gets.
enum class Verbosity {
  Quiet,    ///< Errors, and what a person needs to sign in.
  Normal,   ///< Also notes and warnings.
  Verbose,  ///< Also a trace of each step, without secrets.
};

/// A whole message and where it goes, for a signal handler, which can only write.
struct Line {
  int fd = -1;       ///< -1 for none.
  std::string text;  ///< With its line end; empty when nothing is to be written.
};

/// Writes the messages of a run to stderr, above a status line where there is one. A call is one write, so
/// threads need no lock and lines stay whole. Nothing here fails: a closed stderr is ignored.
class Diagnostics {
 public:
  /// @param fd the descriptor; -1 for none. @param colour whether escape sequences mark errors and warnings.
  /// @param rewrites whether it is a terminal on which a line can be rewritten in place.
  explicit Diagnostics(int fd = -1, Verbosity verbosity = Verbosity::Normal, bool colour = false,
                       bool rewrites = false)
      : fd_(fd), verbosity_(verbosity), colour_(colour), rewrites_(rewrites) {}

  /// The error and its hint, always.
  void error(const Error& error) const;
  /// Something that works but should be fixed; not when quiet.
  void warning(std::string_view text) const;
  /// A failure that does not end the run, and its hint; not when quiet.
  void warning(const Error& failure) const;
  /// Something worth knowing; not when quiet.
  void note(std::string_view text) const;
  /// The line that `note` would write, to be written later.
  [[nodiscard]] Line make_note(std::string_view text) const;
  /// Whether a message would have to wait: Ctrl+S has stopped the terminal, or nothing reads the pipe.
  [[nodiscard]] bool would_wait() const noexcept;
  /// Why a pasted response is not used, and what to paste instead; always.
  void objection(std::string_view text) const;
  /// Why what was typed is not used, and the hint how to type it; always.
  void objection(const Error& why) const;
  /// A step of the run; only when verbose. Never pass a secret.
  void trace(std::string_view text) const;
  /// What a person opens or types to sign in, alone on its line and without colour; always. `introduction`
  /// comes before it unless quiet.
  void to_copy(std::string_view introduction, std::string_view line) const;
  /// The terminal for a status line; -1 where none is to be shown, as when quiet.
  [[nodiscard]] int status_terminal() const noexcept {
    return rewrites_ && verbosity_ != Verbosity::Quiet ? fd_ : -1;
  }

 private:
  [[nodiscard]] std::string make_line(std::string_view label, std::optional<Colour> colour,
                                      std::string_view text) const;
  void write(std::string_view label, std::optional<Colour> colour, std::string_view text) const;

  int fd_;
  Verbosity verbosity_;
  bool colour_;
  bool rewrites_;
};

}  // namespace goto_token
