#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A browser that was started.
struct BrowserRun {
  /// Readable once the command has ended; `read_browser_exit` then reads how.
  FileDescriptor ended;
  /// The commands, in the order in which they are tried.
  std::vector<std::string> commands;
};

/// How the browser has ended.
struct BrowserExit {
  std::size_t tried = 0;  ///< How many commands were tried. All but the last could not be started.
  /// The exit status of the last one as a shell tells it: 127 when it does not exist, 126 when it cannot be
  /// run or parsed, 128 + N when signal N ended it.
  int status = 0;
};

/// Starts the first of `commands` that can be, for `url`, and returns at once. A command that does not exist
/// or cannot be run is followed by the next; one that starts and then fails is not. A shell parses each as it
/// does a command line. The URL replaces `%s`, or becomes the last word: one argument that the shell never
/// parses.
///
/// The command runs in a session of its own, with its standard streams on the null device and without our
/// other descriptors. It can neither write into our output nor hold it open.
/// @param commands not empty. @param environment `NAME=value` strings: the command's whole environment.
/// @throws Error{Failure} when no process can be started.
[[nodiscard]] BrowserRun open_browser(std::vector<std::string> commands, const std::string& url,
                                      const std::vector<std::string>& environment);

/// How a browser that has ended did so; nullopt when that is not known.
[[nodiscard]] std::optional<BrowserExit> read_browser_exit(const BrowserRun& run);

}  // namespace goto_token
