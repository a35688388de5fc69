#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "goto_token/io/socket_address.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// The addresses of a host, in the order in which to try them: as the system prefers them, but with the
/// families by turns (RFC 8305 §4).
///
/// An address in numbers is that address, and `localhost` and what lies below it are loopback (RFC 6761
/// §6.3). Any other name is looked up by the system in a thread of its own: nothing ends a lookup, so one
/// that takes too long is left behind with its thread, and the process must then end without running
/// destructors of static objects.
[[nodiscard]] std::variant<std::vector<SocketAddress>, ConnectFailure> look_up_host(const std::string& host,
                                                                                    std::uint16_t port,
                                                                                    const Wait& wait,
                                                                                    Deadline deadline);

/// The addresses with those of the first one's family and those of others by turns.
[[nodiscard]] std::vector<SocketAddress> interleave_families(std::vector<SocketAddress> addresses);

}  // namespace goto_token
