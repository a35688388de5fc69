#include "goto_token/io/loopback_listener.hpp"

#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using State = HttpConnection::State;

std::size_t connections_allowed() {
  // Streams, listening sockets, the browser, the socket of the token request, and its name lookup.
  constexpr rlim_t kFewestOthers = 8;
  constexpr rlim_t kOtherFiles = 64;
  rlimit files = {};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur <= kFewestOthers) {
    return 1;
  }
  const rlim_t half = (files.rlim_cur - kFewestOthers) / 2;
  const rlim_t all_but_others = files.rlim_cur > kOtherFiles ? files.rlim_cur - kOtherFiles : 0;
  return std::clamp<std::size_t>(std::max(half, all_but_others), 1, LoopbackListener::kMostConnections);
}

}  // namespace

LoopbackListener::LoopbackListener(LoopbackSockets listening, MakeRejection make_rejection)
    : listening_(std::move(listening)),
      make_rejection_(std::move(make_rejection)),
      most_connections_(connections_allowed()) {}

std::optional<PendingRequest> LoopbackListener::next_request(std::optional<Deadline> deadline,
                                                             std::span<pollfd> events) {
  woken_ = false;
  while (true) {
    if (woken_ || (deadline && Clock::now() >= *deadline)) {
      return std::nullopt;
    }
    if (auto pending = take_pending()) {
      return pending;
    }
    poll_once(deadline, events);
  }
}

void LoopbackListener::respond(const PendingRequest& request, std::string response) {
  std::erase(handed_out_, request.connection);
  if (HttpConnection* const connection = find(request.connection)) {
    connection->respond(std::move(response), Clock::now());
  }
}

void LoopbackListener::finish(const PendingRequest& last) {
  listening_.sockets.clear();
  connections_.remove_if([&last](const auto& connection) { return connection.id() != last.connection; });
  // A browser closes as soon as its kernel has every byte. One that keeps the connection is not waited for.
  constexpr std::chrono::milliseconds kCloseGrace{200};
  std::optional<Deadline> delivered_at;
  while (!connections_.empty()) {
    const auto now = Clock::now();
    if (!delivered_at && connections_.front().is_delivered()) {
      delivered_at = now;
    }
    if (delivered_at && now >= *delivered_at + kCloseGrace) {
      return;
    }
    // Acknowledgements cause no event, so they are polled for.
    constexpr std::chrono::milliseconds kLookAgain{5};
    poll_once(now + kLookAgain, {});
  }
}

void LoopbackListener::poll_once(std::optional<Deadline> deadline, std::span<pollfd> events) {
  // poll(2) takes at most as many entries as the process may open files, even closed ones.
  forget_finished();
  std::vector<pollfd> polled;
  for (const FileDescriptor& socket : listening_.sockets) {
    polled.push_back({.fd = socket.number(), .events = POLLIN, .revents = 0});
  }
  polled.insert(polled.end(), events.begin(), events.end());
  for (const HttpConnection& connection : connections_) {
    polled.push_back({.fd = connection.socket(), .events = connection.events_awaited(), .revents = 0});
    if (connection.state() != State::Asking) {
      deadline = deadline ? std::min(*deadline, connection.deadline()) : connection.deadline();
    }
  }
  const int timeout = deadline ? poll_timeout(*deadline) : -1;  // for ever
  if (::poll(polled.data(), polled.size(), timeout) < 0) {
    woken_ = true;  // EINTR: the process may have come back to its terminal
    return;
  }
  const auto now = Clock::now();
  std::size_t index = listening_.sockets.size();
  for (pollfd& event : events) {
    event.revents = polled[index++].revents;
    woken_ = event.revents != 0 || woken_;
  }
  for (HttpConnection& connection : connections_) {
    if (polled[index++].revents != 0) {
      connection.advance(now);
    }
    connection.expire(now);
  }
  drop_unfinished_heads();
  forget_finished();
  // New connections come last: the others have been read before any is dropped for them.
  for (std::size_t i = 0; i < listening_.sockets.size(); ++i) {
    if (polled[i].revents != 0) {
      accept_all(listening_.sockets[i]);
    }
  }
}

void LoopbackListener::accept_all(const FileDescriptor& socket) {
  // Bounded, so that a flood of connections cannot hold up the accepted ones.
  constexpr std::size_t kMostAtOnce = 64;
  const std::size_t at_once = std::min(kMostAtOnce, (most_connections_ + 1) / 2);
  for (std::size_t count = 0; count < at_once; ++count) {
    FileDescriptor accepted(::accept4(socket.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!accepted.is_open()) {
      const bool out_of_descriptors =
          errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      if (out_of_descriptors && drop_oldest()) {
        continue;
      }
      return;
    }
    if (connections_.size() >= most_connections_) {
      drop_oldest();
    }
    connections_.emplace_back(std::move(accepted), next_id_++, Clock::now(), make_rejection_);
    // The request is usually there already.
    connections_.back().advance(Clock::now());
  }
}

bool LoopbackListener::drop_oldest() {
  // Finished connections go first, then those that only wait for their peer to close, then those without a
  // complete request.
  for (const State state : {State::Finished, State::Draining, State::Reading}) {
    for (auto oldest = connections_.begin(); oldest != connections_.end(); ++oldest) {
      if (oldest->state() != state) {
        continue;
      }
      // Bytes received meanwhile may complete the request, and a complete request is never lost.
      oldest->advance(Clock::now());
      if (oldest->state() != State::Asking) {
        connections_.erase(oldest);
        return true;
      }
    }
  }
  return false;
}

void LoopbackListener::drop_unfinished_heads() {
  const auto is_unfinished = [](const HttpConnection& connection) {
    return connection.has_unfinished_head();
  };
  auto count = std::count_if(connections_.begin(), connections_.end(), is_unfinished);
  for (auto oldest = connections_.begin(); count > std::ptrdiff_t{kMostUnfinishedHeads}; --count) {
    oldest = std::find_if(oldest, connections_.end(), is_unfinished);
    // Bytes received meanwhile may complete the request, and a complete request is never lost.
    oldest->advance(Clock::now());
    oldest = is_unfinished(*oldest) ? connections_.erase(oldest) : std::next(oldest);
  }
}

void LoopbackListener::forget_finished() {
  connections_.remove_if([](const auto& connection) { return connection.state() == State::Finished; });
}

std::optional<PendingRequest> LoopbackListener::take_pending() {
  for (const HttpConnection& connection : connections_) {
    if (connection.state() == State::Asking && !contains(handed_out_, connection.id())) {
      handed_out_.push_back(connection.id());
      return PendingRequest{connection.id(), connection.request()};
    }
  }
  return std::nullopt;
}

HttpConnection* LoopbackListener::find(std::uint64_t id) {
  const auto found = std::find_if(connections_.begin(), connections_.end(),
                                  [id](const auto& connection) { return connection.id() == id; });
  return found == connections_.end() ? nullptr : &*found;
}

}  // namespace goto_token
