#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// The hints for the failures to listen. The caller knows what can be changed.
struct ListenHints {
  std::string port_in_use = {};
  std::string no_such_address = {};  ///< This machine has no address of that kind.
  std::string otherwise = {};
};

/// Sockets that listen on one port.
struct LoopbackSockets {
  std::vector<FileDescriptor> sockets;  ///< One, or two for `localhost`; non-blocking, closed on exec.
  std::uint16_t port;                   ///< The real one where port 0 was requested.
};

/// Listens on the loopback address `host` only: an IPv4 address of 127/8, `::1`, or `localhost` for both
/// families, of which one may be missing on this machine. Port 0 picks a free port, the same for both.
///
/// SO_REUSEADDR is set, so that a re-run binds while old connections linger; SO_REUSEPORT is not, so that no
/// other process shares the port (RFC 8252 §8.3 leaves that to the client).
/// @throws Error{CannotListen} naming address and port, with a hint of the caller's.
[[nodiscard]] LoopbackSockets listen_on_loopback(const std::string& host, std::uint16_t port,
                                                 const ListenHints& hints = {});

/// Listens on `address`, which need not be loopback: an IPv4 or IPv6 address of this machine, `0.0.0.0` for
/// all of its IPv4 addresses, `::` for all of both families, or `localhost`. Otherwise as
/// `listen_on_loopback`.
/// @throws Error{CannotListen} naming address and port, with a hint of the caller's.
[[nodiscard]] LoopbackSockets listen_on_address(const std::string& address, std::uint16_t port,
                                                const ListenHints& hints = {});

}  // namespace goto_token
