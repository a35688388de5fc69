#pragma once

#include <string>

#include "client_socket.hpp"
#include "goto_token/io/loopback_listener.hpp"

namespace goto_token {

/// A time that a listener is let run for at a stretch; long enough for one turn of its loop.
inline Deadline one_turn() {
  return Clock::now() + std::chrono::milliseconds(1);
}

/// A time that is never reached unless something hangs.
inline Deadline hang_limit() {
  return Clock::now() + std::chrono::milliseconds(kHangMilliseconds);
}

/// What a listener under test sends to a request that cannot be read.
inline std::string make_test_rejection(Unreadable unreadable) {
  switch (unreadable) {
    case Unreadable::Malformed:
      return "rejected as malformed";
    case Unreadable::TooLarge:
      return "rejected as too large";
    case Unreadable::TlsGreeting:
      break;
  }
  return {};
}

/// A listener on a free port.
inline LoopbackListener listen_on_free_port(const std::string& host = "127.0.0.1") {
  return {listen_on_loopback(host, 0), make_test_rejection};
}

/// Runs the listener until it closes the connection of `client`. @returns what it sent.
inline std::string serve_until_closed(LoopbackListener& listener, const FileDescriptor& client) {
  std::string response;
  for (const auto limit = hang_limit(); Clock::now() < limit;) {
    static_cast<void>(listener.next_request(one_turn()));
    const auto piece = receive_some(client, 0);
    if (piece && piece->empty()) {
      return response;
    }
    response += piece.value_or("");
  }
  return response;
}

}  // namespace goto_token
