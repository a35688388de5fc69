#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "goto_token/io/socket_address.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// The addresses of a host in the order to try them: the system's order with the families alternating (RFC
/// 8305 §4).
///
/// An address in numbers is that address. `localhost` and names below it are loopback (RFC 6761 §6.3). Other
/// names are looked up by the system, in a thread of their own. Nothing can end a lookup: one that takes too
/// long is left behind with its thread, and the process must then end without running destructors of static
/// objects.
[[nodiscard]] std::variant<std::vector<SocketAddress>, ConnectFailure> look_up_host(const std::string& host,
                                                                                    std::uint16_t port,
                                                                                    const Wait& wait,
                                                                                    Deadline deadline);

/// Alternates the addresses of the first one's family with those of the other.
[[nodiscard]] std::vector<SocketAddress> interleave_families(std::vector<SocketAddress> addresses);

}  // namespace goto_token
