#pragma once

#include <chrono>
#include <variant>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/socket_address.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// How long one attempt runs before the next address is tried beside it (RFC 8305 §5).
inline constexpr std::chrono::milliseconds kConnectionAttemptDelay{250};

/// Connects to the address that accepts first. The next attempt begins `kConnectionAttemptDelay` after the
/// one before it, or as soon as all before it have failed (RFC 8305 §5).
/// @returns the socket, non-blocking and closed on exec.
[[nodiscard]] std::variant<FileDescriptor, ConnectFailure> connect_tcp(
    const std::vector<SocketAddress>& addresses, const Wait& wait, Deadline deadline);

}  // namespace goto_token
