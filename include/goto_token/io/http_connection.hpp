#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "goto_token/base/http_head.hpp"
#include "goto_token/base/request_head.hpp"
#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// Why a connection brings no request that can be read.
enum class Unreadable {
  Malformed,    ///< It is no HTTP/1.x head.
  TooLarge,     ///< Its head is larger than `HttpConnection::kLargestHead`.
  TlsGreeting,  ///< It begins as a TLS handshake does.
};

/// Makes the whole HTTP response to an unreadable request. An empty one closes the connection at once.
using MakeRejection = std::function<std::string(Unreadable)>;

/// One accepted connection: reads one request head, sends one response, and closes. Never blocks: the
/// listener says when the socket is ready and when the deadline has passed.
class HttpConnection {
 public:
  /// Bytes of a request head. A code of 6,000 percent-encoded characters fits, with the cookies that all
  /// programs on loopback share.
  static constexpr std::size_t kLargestHead = 32UL * 1024UL;
  /// From accept to the end of the head, even while bytes still come.
  static constexpr std::chrono::seconds kHeadDeadline{10};
  /// From the first byte of the response until the browser has closed its side.
  static constexpr std::chrono::seconds kResponseDeadline{5};

  enum class State {
    Reading,   ///< The head is not complete.
    Asking,    ///< The head is complete; the caller has to respond.
    Writing,   ///< The response is being sent.
    Draining,  ///< All is sent; a reset could still cut the response short, so the browser closes first.
    Finished,  ///< To be dropped.
  };

  HttpConnection(FileDescriptor socket, std::uint64_t id, Deadline now, MakeRejection make_rejection)
      : socket_(std::move(socket)),
        id_(id),
        deadline_(now + kHeadDeadline),
        make_rejection_(std::move(make_rejection)) {}

  /// The events to poll(2) for; 0 while the caller has to respond.
  [[nodiscard]] short events_awaited() const noexcept;
  /// Reads or writes what the socket allows, after poll(2) has reported an event.
  void advance(Deadline now);
  /// Ends the connection once its deadline has passed.
  void expire(Deadline now);
  /// Begins to send a whole HTTP response.
  void respond(std::string response, Deadline now);

  /// The complete, well-formed request. Only in state Asking.
  [[nodiscard]] const RequestHead& request() const { return *request_; }
  /// What the connection is doing.
  [[nodiscard]] State state() const noexcept { return state_; }
  /// Whether a part of a head is kept in memory.
  [[nodiscard]] bool has_unfinished_head() const noexcept { return !head_.text().empty(); }
  /// The number that was passed in, unique among the connections of a listener.
  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  /// When expire() ends it, except in state Asking.
  [[nodiscard]] Deadline deadline() const noexcept { return deadline_; }
  /// The socket's number; -1 once the peer is gone.
  [[nodiscard]] int socket() const noexcept { return socket_.number(); }
  /// Whether the peer's kernel has acknowledged the whole response.
  [[nodiscard]] bool is_delivered() const noexcept;

 private:
  void read_head(Deadline now);
  void take_head(Deadline now);
  void forget_head();
  void reject(Unreadable unreadable, Deadline now);
  void write_response();
  void drain();
  void finish() noexcept;

  FileDescriptor socket_;
  std::uint64_t id_;
  Deadline deadline_;
  MakeRejection make_rejection_;
  State state_ = State::Reading;
  HttpHeadReader head_{kLargestHead, LeadingEmptyLines::End};
  std::optional<RequestHead> request_;
  std::string response_;
  std::size_t sent_ = 0;
};

}  // namespace goto_token
