#pragma once

#include <string>
#include <string_view>

#include "goto_token/base/error.hpp"

namespace goto_token {

/// How much stderr gets.
enum class Verbosity {
  Quiet,    ///< Errors and the authorization URL.
  Normal,   ///< Also notes and warnings.
  Verbose,  ///< Also a trace of each step, without secrets.
};

/// All that is said to people, on stderr. A call is one write, so that threads need no lock and lines stay
/// whole. Nothing here ever fails: who closes stderr has chosen not to read.
class Diagnostics {
 public:
  /// @param fd where to write to; -1 for nowhere. @param colour whether escape sequences may mark errors and
  /// warnings.
  explicit Diagnostics(int fd = -1, Verbosity verbosity = Verbosity::Normal, bool colour = false)
      : fd_(fd), verbosity_(verbosity), colour_(colour) {}

  /// The error and its hint, always.
  void error(const Error& error) const;
  /// Something that works but should be mended; not when quiet.
  void warning(std::string_view text) const;
  /// Something worth knowing; not when quiet.
  void note(std::string_view text) const;
  /// Why what somebody gave is not used, and what to give instead; always.
  void objection(std::string_view text) const;
  /// A step taken; only when verbose. Never give it a secret.
  void trace(std::string_view text) const;
  /// The authorization URL, alone on its line and without any colour, always. `introduction` goes before it
  /// unless quiet.
  void authorization_url(std::string_view introduction, std::string_view url) const;

 private:
  void write(std::string_view label, std::string_view colour, std::string_view text) const;

  int fd_;
  Verbosity verbosity_;
  bool colour_;
};

}  // namespace goto_token
