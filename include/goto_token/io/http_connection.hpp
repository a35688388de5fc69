#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "goto_token/base/http_head.hpp"
#include "goto_token/base/request_head.hpp"
#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// Makes the HTTP response that rejects a request which cannot be read, for its status: 400 or 431.
using MakeRejection = std::function<std::string(int status)>;

/// One accepted connection: one request head in, one response out, then closed. Never blocks; the listener
/// tells it when its socket is ready and when its time is up.
class HttpConnection {
 public:
  using Clock = std::chrono::steady_clock;

  /// Bytes of a request head. Codes of 6,000 characters fit, each of them percent-encoded, and the cookies
  /// that all programs on loopback share.
  static constexpr std::size_t kLargestHead = 32UL * 1024UL;
  /// From accept to the end of the head, however many bytes still trickle in.
  static constexpr std::chrono::seconds kHeadDeadline{10};
  /// From the first byte of the response until the browser has closed its side.
  static constexpr std::chrono::seconds kResponseDeadline{5};

  enum class State {
    Reading,   ///< The head is not complete.
    Asking,    ///< The head is complete; the response is the caller's to give.
    Writing,   ///< The response is on its way.
    Draining,  ///< All is sent; waiting for the browser to close, so that no reset cuts the response short.
    Finished,  ///< To be dropped.
  };

  HttpConnection(FileDescriptor socket, std::uint64_t id, Clock::time_point now, MakeRejection make_rejection)
      : socket_(std::move(socket)),
        id_(id),
        deadline_(now + kHeadDeadline),
        make_rejection_(std::move(make_rejection)) {}

  /// Events to poll(2) for; 0 while only the caller can move on.
  [[nodiscard]] short events_awaited() const noexcept;
  /// Takes in what the socket has or sends what it takes, after poll(2) said so.
  void advance(Clock::time_point now);
  /// Ends the connection when its time is up.
  void expire(Clock::time_point now);
  /// Begins to send a whole HTTP response.
  void respond(std::string response, Clock::time_point now);

  /// The request that waits for a response: complete and well-formed. Only in state Asking.
  [[nodiscard]] const RequestHead& request() const { return *request_; }
  /// What the connection is about.
  [[nodiscard]] State state() const noexcept { return state_; }
  /// Whether a part of a head has come, which takes up memory until the rest has.
  [[nodiscard]] bool has_unfinished_head() const noexcept { return !head_.text().empty(); }
  /// The number it was given; no two connections of a listener have the same.
  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  /// When expire() ends it, unless it is Asking.
  [[nodiscard]] Clock::time_point deadline() const noexcept { return deadline_; }
  /// -1 once the peer is gone.
  [[nodiscard]] int socket() const noexcept { return socket_.number(); }
  /// Whether the peer's kernel has acknowledged every byte of the response.
  [[nodiscard]] bool is_delivered() const noexcept;

 private:
  void read_head(Clock::time_point now);
  void take_head(Clock::time_point now);
  void forget_head();
  void reject(int status, Clock::time_point now);
  void write_response();
  void drain();
  void finish() noexcept;

  FileDescriptor socket_;
  std::uint64_t id_;
  Clock::time_point deadline_;
  MakeRejection make_rejection_;
  State state_ = State::Reading;
  HttpHeadReader head_{kLargestHead, LeadingEmptyLines::End};
  std::optional<RequestHead> request_;
  std::string response_;
  std::size_t sent_ = 0;
};

}  // namespace goto_token
