#pragma once

#include <poll.h>

#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "goto_token/io/http_connection.hpp"
#include "goto_token/io/loopback_socket.hpp"

namespace goto_token {

/// A request that has no response yet; see `LoopbackListener::respond`.
struct PendingRequest {
  std::uint64_t connection;
  RequestHead head;
};

/// The HTTP listener behind the redirect URI (RFC 8252 §7.3): one thread and one poll(2) loop. The number of
/// connections is bounded, and each gets one request and one deadline, so idle, slow and endless peers do not
/// delay others.
///
/// The caller takes requests and responds when it likes; unreadable ones are rejected here. Not
/// for use by two threads at once.
class LoopbackListener {
 public:
  /// Connections at a time, fewer where the process may open only a few files. For one more, the oldest
  /// without a complete request is dropped. Hundreds of idle ones fit, so that in a flood a browser that
  /// connects first and asks later keeps its connection for long enough.
  static constexpr std::size_t kMostConnections = 1024;

  /// Connections with a part of a request. For one more, the oldest of them is dropped. This bounds the
  /// memory: 256 of the largest heads are 8 MiB, and twice that while strings grow.
  static constexpr std::size_t kMostUnfinishedHeads = 256;

  /// Uses all but 64 of the files that the process may open, or half of them where they are few: the token
  /// request needs some, too.
  /// @param make_rejection for unreadable requests, called as soon as one is known to be unreadable.
  LoopbackListener(LoopbackSockets listening, MakeRejection make_rejection);

  /// The port of the listening sockets.
  [[nodiscard]] std::uint16_t port() const noexcept { return listening_.port; }

  /// Serves until a well-formed request is complete, and returns it. Nullopt once `deadline` (none: never)
  /// has passed, one of the caller's own `events` has come, which its `revents` then says, or a signal.
  /// Without a listening socket, only these count.
  [[nodiscard]] std::optional<PendingRequest> next_request(std::optional<Deadline> deadline,
                                                           std::span<pollfd> events = {});

  /// Sends a whole HTTP response to a request. Does nothing when its connection is gone.
  void respond(const PendingRequest& request, std::string response);

  /// Stops listening, which frees the port, and drops every connection but that of `last`. Returns when the
  /// peer has the whole response to it, or after 5 s.
  void finish(const PendingRequest& last);

 private:
  void poll_once(std::optional<Deadline> deadline, std::span<pollfd> events);
  void accept_all(const FileDescriptor& socket);
  bool drop_oldest();
  void drop_unfinished_heads();
  void forget_finished();
  [[nodiscard]] std::optional<PendingRequest> take_pending();
  [[nodiscard]] HttpConnection* find(std::uint64_t id);

  LoopbackSockets listening_;
  MakeRejection make_rejection_;
  std::size_t most_connections_;
  std::list<HttpConnection> connections_;  // oldest first
  std::vector<std::uint64_t> handed_out_;  // requests that the caller has not responded to
  std::uint64_t next_id_ = 0;
  bool woken_ = false;
};

}  // namespace goto_token
