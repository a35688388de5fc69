#pragma once

#include <chrono>
#include <variant>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/socket_address.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// How long an attempt is alone before the next address is tried beside it (RFC 8305 §5).
inline constexpr std::chrono::milliseconds kConnectionAttemptDelay{250};

/// Connects to the address that takes the connection first. Each gets a start of `kConnectionAttemptDelay`
/// over the next one, which begins at once when all before it have failed (RFC 8305 §5).
/// @returns the socket, non-blocking and closed on exec.
[[nodiscard]] std::variant<FileDescriptor, ConnectFailure> connect_tcp(
    const std::vector<SocketAddress>& addresses, const Wait& wait, Deadline deadline);

}  // namespace goto_token
