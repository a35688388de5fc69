#include "goto_token/io/connection.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "goto_token/io/http_failure.hpp"

namespace goto_token {

Transfer Connection::read(std::span<char> room) {
  if (!tls_.is_open()) {
    return note(::recv(socket_.number(), room.data(), room.size(), 0));
  }
  const Transfer transfer = tls_.read(room);
  failure_ = tls_.failure();
  return transfer;
}

Transfer Connection::write(std::string_view bytes) {
  if (!tls_.is_open()) {
    return note(::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  const Transfer transfer = tls_.write(bytes);
  failure_ = tls_.failure();
  return transfer;
}

pollfd Connection::awaited(bool writing) const {
  const int read_events = tls_.is_open() ? tls_.read_events() : POLLIN;
  const int write_events = tls_.is_open() ? tls_.write_events() : POLLOUT;
  return {.fd = socket_.number(),
          .events = static_cast<short>(writing ? read_events | write_events : read_events),
          .revents = 0};
}

const char* Connection::hint() const noexcept {
  return tls_.hint().empty() ? kNetworkHint : tls_.hint().c_str();
}

Transfer Connection::note(ssize_t count) {
  if (count > 0) {
    return {Transfer::End::Done, static_cast<std::size_t>(count)};
  }
  if (count == 0) {
    return {Transfer::End::Closed, 0};
  }
  const int error_number = errno;
  if (retries_.allow(error_number)) {
    return {Transfer::End::Blocked, 0};
  }
  failure_ = std::generic_category().message(error_number);
  return {error_number == ECONNRESET ? Transfer::End::Reset : Transfer::End::Failed, 0};
}

}  // namespace goto_token
