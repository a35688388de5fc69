#pragma once

#include <optional>
#include <string>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A browser that was started.
struct BrowserRun {
  /// Becomes readable when the command has ended, and then holds its exit status in decimal; see
  /// `read_exit_status`.
  FileDescriptor ended;
};

/// Starts `command` for `url` and returns at once. A shell splits the command into words, with
/// all that a shell does to a command line of the user's own; the URL replaces `%s`, or is added as the last
/// word, as one argument that the shell never parses.
///
/// The command runs in a session of its own, its standard streams on the null device and no other descriptor
/// of ours open, so it can neither write into our output nor hold it open.
/// @param environment `NAME=value` strings; all that the command gets to see.
/// @throws Error{Failure} when no process can be started.
[[nodiscard]] BrowserRun open_browser(const std::string& command, const std::string& url,
                                      const std::vector<std::string>& environment);

/// The exit status of a browser command that has ended: 127 when it does not exist, 126 when it cannot be
/// run; nullopt when nobody can tell.
[[nodiscard]] std::optional<int> read_exit_status(const BrowserRun& run);

}  // namespace goto_token
