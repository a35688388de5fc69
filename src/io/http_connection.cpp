#include "goto_token/io/http_connection.hpp"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "goto_token/io/wait.hpp"

namespace goto_token {
namespace {

constexpr std::size_t kReadSize = 16UL * 1024UL;

/// Whether bytes begin with a record of a TLS handshake (RFC 8446 §5.1): its type, and the first half of its
/// version. No method begins like that.
bool is_tls_greeting(std::string_view received) {
  return received.starts_with("\x16\x03");
}

}  // namespace

short HttpConnection::events_awaited() const noexcept {
  switch (state_) {
    case State::Reading:
    case State::Draining:
      return POLLIN;
    case State::Writing:
      return POLLOUT;
    case State::Asking:
    case State::Finished:
      break;
  }
  return 0;
}

void HttpConnection::advance(Deadline now) {
  switch (state_) {
    case State::Reading:
      read_head(now);
      break;
    case State::Writing:
      write_response();
      break;
    case State::Draining:
      drain();
      break;
    case State::Asking:
      // No event was asked for, so this one says that the peer is gone. The request is still processed.
      socket_.close();
      break;
    case State::Finished:
      break;
  }
}

void HttpConnection::expire(Deadline now) {
  if (state_ != State::Asking && now >= deadline_) {
    finish();
  }
}

void HttpConnection::respond(std::string response, Deadline now) {
  request_.reset();  // long queries of many connections would add up
  response_ = std::move(response);
  sent_ = 0;
  deadline_ = now + kResponseDeadline;
  state_ = State::Writing;
  write_response();
}

bool HttpConnection::is_delivered() const noexcept {
  int unacknowledged = 0;
  const bool all_sent =
      state_ == State::Draining && ::ioctl(socket_.number(), SIOCOUTQ, &unacknowledged) == 0;
  return state_ == State::Finished || (all_sent && unacknowledged == 0);
}

void HttpConnection::read_head(Deadline now) {
  std::array<char, kReadSize> chunk = {};
  const ssize_t count = ::recv(socket_.number(), chunk.data(), chunk.size(), 0);
  if (count < 0 && would_block(errno)) {
    return;
  }
  if (count <= 0) {
    finish();
    return;
  }
  static_cast<void>(head_.take({chunk.data(), static_cast<std::size_t>(count)}));  // bodies are not read
  ::explicit_bzero(chunk.data(), static_cast<std::size_t>(count));                 // it may hold a code
  if (is_tls_greeting(head_.text())) {
    reject(Unreadable::TlsGreeting, now);  // whatever else it holds, line ends too
  } else if (head_.is_whole()) {
    take_head(now);
  } else if (head_.is_too_large()) {
    reject(Unreadable::TooLarge, now);
  }
}

void HttpConnection::take_head(Deadline now) {
  request_ = parse_request_head(head_.text());
  forget_head();
  if (!request_) {
    reject(Unreadable::Malformed, now);
    return;
  }
  state_ = State::Asking;
}

void HttpConnection::forget_head() {
  head_ = HttpHeadReader(kLargestHead, LeadingEmptyLines::End);
}

void HttpConnection::reject(Unreadable unreadable, Deadline now) {
  forget_head();
  std::string response = make_rejection_(unreadable);
  if (response.empty()) {
    finish();
  } else {
    respond(std::move(response), now);
  }
}

void HttpConnection::write_response() {
  while (sent_ < response_.size()) {
    const ssize_t count =
        ::send(socket_.number(), response_.data() + sent_, response_.size() - sent_, MSG_NOSIGNAL);
    if (count < 0 && would_block(errno)) {
      return;
    }
    if (count <= 0) {
      finish();
      return;
    }
    sent_ += static_cast<std::size_t>(count);
  }
  // Closing with unread bytes sends a reset, which can destroy a response that the browser has not read yet
  // (RFC 9112 §9.6). So only the sending side is closed here, and reading goes on until the browser closes.
  ::shutdown(socket_.number(), SHUT_WR);
  state_ = State::Draining;
  drain();
}

void HttpConnection::drain() {
  std::array<char, kReadSize> ignored = {};
  const ssize_t count = ::recv(socket_.number(), ignored.data(), ignored.size(), 0);
  if (count == 0 || (count < 0 && !would_block(errno))) {
    finish();
  }
}

void HttpConnection::finish() noexcept {
  socket_.close();
  state_ = State::Finished;
}

}  // namespace goto_token
