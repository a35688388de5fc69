#pragma once

namespace goto_mock_auth {

/// Breaks off the connection between these two ports on loopback. The HTTP library has no way to end a
/// connection without an answer, and doesn't tell which socket a request came by.
void break_off_connection(int server_port, int client_port);

/// Breaks off all connections of the server at this port: whoever waits on them, for a request or to send,
/// goes on.
void break_off_connections(int server_port);

}  // namespace goto_mock_auth
