#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/socket_address.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// A connected socket, or why there is none.
struct TcpConnection {
  FileDescriptor socket;  ///< Non-blocking, closed on exec.
  std::string failure;    ///< Follows the host's name and a colon.
};

/// How long an attempt is alone before the next address is tried beside it (RFC 8305 §5).
inline constexpr std::chrono::milliseconds kConnectionAttemptDelay{250};

/// Connects to the address that takes the connection first. Each gets a start of `kConnectionAttemptDelay`
/// over the next one, which begins at once when all before it have failed (RFC 8305 §5).
[[nodiscard]] TcpConnection connect_tcp(const std::vector<SocketAddress>& addresses, const Wait& wait,
                                        Deadline deadline);

}  // namespace goto_token
