#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// When to stop waiting.
using Deadline = std::chrono::steady_clock::time_point;

/// A connected socket, or why there is none.
struct TcpConnection {
  FileDescriptor socket;  ///< Blocking, closed on exec.
  std::string failure;    ///< In the words of whoever is to blame, the name lookup or what lies behind it.
};

/// Connects to the first address of `host` that takes the connection.
/// @param limit for each address. @param deadline for all of them. The name lookup has limits of its own,
/// which the system sets.
[[nodiscard]] TcpConnection connect_tcp(const std::string& host, std::uint16_t port,
                                        std::chrono::milliseconds limit, Deadline deadline);

/// Waits for one of the poll(2) `events`, an error or the end of the stream; false when the deadline passes
/// first.
[[nodiscard]] bool wait_for_socket(int fd, short events, Deadline deadline);

}  // namespace goto_token
