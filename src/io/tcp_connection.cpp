#include "goto_token/io/tcp_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace goto_token {
namespace {

/// The running attempts to connect.
class Race {
 public:
  Race(const std::vector<SocketAddress>& addresses, const Wait& wait, Deadline deadline)
      : addresses_(addresses), wait_(wait), deadline_(deadline) {}

  /// Not open when no address accepts in time.
  FileDescriptor run() {
    while (!winner_.is_open() && (next_ < addresses_.size() || !running_.empty()) &&
           Clock::now() < deadline_) {
      if (next_ < addresses_.size() && (running_.empty() || Clock::now() >= next_start_)) {
        start(addresses_[next_++]);
      } else {
        wait_for_one();
      }
    }
    return std::move(winner_);
  }

 private:
  void start(const SocketAddress& address) {
    FileDescriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::connect(socket.number(), address.generic(), address.size) == 0) {
      winner_ = std::move(socket);
    } else if (socket.is_open() && errno == EINPROGRESS) {
      running_.push_back(std::move(socket));
      next_start_ = Clock::now() + kConnectionAttemptDelay;
    }
  }

  void wait_for_one() {
    std::vector<pollfd> events;
    for (const FileDescriptor& socket : running_) {
      events.push_back({.fd = socket.number(), .events = POLLOUT, .revents = 0});
    }
    wait_(events, next_ < addresses_.size() ? std::min(next_start_, deadline_) : deadline_);
    for (std::size_t i = events.size(); i-- > 0;) {
      if (events[i].revents != 0) {
        finish(i);
      }
    }
  }

  void finish(std::size_t index) {
    FileDescriptor socket = std::move(running_[index]);
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(index));
    int error_number = 0;
    socklen_t size = sizeof error_number;
    if (::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error_number, &size) == 0 && error_number == 0) {
      winner_ = std::move(socket);
    }
  }

  const std::vector<SocketAddress>& addresses_;
  const Wait& wait_;
  Deadline deadline_;
  std::size_t next_ = 0;
  Deadline next_start_;
  std::vector<FileDescriptor> running_;
  FileDescriptor winner_;
};

}  // namespace

std::variant<FileDescriptor, ConnectFailure> connect_tcp(const std::vector<SocketAddress>& addresses,
                                                         const Wait& wait, Deadline deadline) {
  FileDescriptor socket = Race(addresses, wait, deadline).run();
  if (!socket.is_open()) {
    return ConnectFailure{"the connection was refused or the host cannot be reached"};
  }
  // TLS sends small records, each of which would wait for the acknowledgement of the one before it.
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace goto_token
