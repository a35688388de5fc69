#pragma once

#include <optional>
#include <string>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A browser that was started.
struct BrowserRun {
  /// Readable once the command has ended; it then holds the exit status in decimal (`read_exit_status`).
  FileDescriptor ended;
};

/// Starts `command` for `url` and returns at once. A shell parses the command as it does a command line. The
/// URL replaces `%s`, or becomes the last word: one argument that the shell never parses.
///
/// The command runs in a session of its own, with its standard streams on the null device and without our
/// other descriptors. It can neither write into our output nor hold it open.
/// @param environment `NAME=value` strings: the command's whole environment.
/// @throws Error{Failure} when no process can be started.
[[nodiscard]] BrowserRun open_browser(const std::string& command, const std::string& url,
                                      const std::vector<std::string>& environment);

/// The exit status of a browser command that has ended: 127 when it does not exist, 126 when it cannot be
/// run; nullopt when it is not known.
[[nodiscard]] std::optional<int> read_exit_status(const BrowserRun& run);

}  // namespace goto_token
