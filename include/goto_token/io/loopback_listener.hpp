#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "goto_token/io/http_connection.hpp"
#include "goto_token/io/loopback_socket.hpp"

namespace goto_token {

/// A request that waits for `LoopbackListener::respond`.
struct PendingRequest {
  std::uint64_t connection;
  RequestHead head;
};

/// The HTTP listener behind the redirect URI (RFC 8252 §7.3): one thread, one poll(2) loop, a bounded number
/// of connections that each get one request and a total deadline, so that idle, slow and endless peers cost
/// others nothing.
///
/// The caller pulls requests and answers them when it likes; malformed and oversized ones are answered here.
/// Not for use by two threads at once.
class LoopbackListener {
 public:
  using Clock = HttpConnection::Clock;

  /// Connections at a time, fewer where the process may open only a few files; with one more, the oldest one
  /// that is not being answered goes. So many that hundreds of idle ones are simply kept, and that a browser
  /// which connects first and asks later has time to do so in a flood of new ones.
  static constexpr std::size_t kMostConnections = 1024;

  /// Of these, the ones that have sent a part of a request; with one more, the oldest of them goes. Times the
  /// largest head, this bounds the memory: 8 MiB, and as much again while strings grow.
  static constexpr std::size_t kMostUnfinishedHeads = 256;

  /// Takes all but 64 of the files that the process may open, and half of them where they are few: the token
  /// request needs some, too.
  /// @param make_rejection for requests that are malformed or too large.
  LoopbackListener(LoopbackSockets listening, MakeRejection make_rejection);

  /// The port that is listened on.
  [[nodiscard]] std::uint16_t port() const noexcept { return listening_.port; }

  /// Serves until a well-formed request is complete, and returns it; nullopt once `deadline` (none: never)
  /// has passed or one of the caller's own `events` has come, which then stands in its `revents`. Without a
  /// socket to listen on, those are all that is waited for.
  [[nodiscard]] std::optional<PendingRequest> next_request(std::optional<Clock::time_point> deadline,
                                                           std::span<pollfd> events = {});

  /// Answers a request with a whole HTTP response; nothing happens when its connection is gone.
  void respond(const PendingRequest& request, std::string response);

  /// Stops listening, which frees the port, and serves on until `last`, whose response has been given, has it
  /// whole, as far as its peer reads; every other connection is dropped. Takes 5 s at most.
  void finish(const PendingRequest& last);

 private:
  void poll_once(std::optional<Clock::time_point> deadline, std::span<pollfd> events);
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
  std::vector<std::uint64_t> handed_out_;  // requests the caller has and has not answered
  std::uint64_t next_id_ = 0;
  bool woken_ = false;
};

}  // namespace goto_token
