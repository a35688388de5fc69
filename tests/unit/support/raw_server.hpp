#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "client_socket.hpp"
#include "goto_token/io/loopback_socket.hpp"

namespace goto_token {

/// A server on loopback that knows no HTTP: a test says what each connection gets.
class RawServer {
 public:
  /// @param serve called in the server's thread for each connection, one after the other.
  explicit RawServer(std::function<void(RawServer& server, const FileDescriptor& connection)> serve)
      : listening_(listen_on_loopback("127.0.0.1", 0)),
        serve_(std::move(serve)),
        thread_([this] { run(); }) {}
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  RawServer(RawServer&&) = delete;
  RawServer& operator=(RawServer&&) = delete;
  ~RawServer() {
    stopped_ = true;
    ::shutdown(listening_.sockets[0].number(), SHUT_RDWR);  // wakes the poll
    thread_.join();
  }

  [[nodiscard]] std::string url(const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + std::to_string(listening_.port);
  }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] bool is_stopped() const { return stopped_; }

  /// Reads one request with a body of the length it names.
  static std::string read_request(const FileDescriptor& connection) {
    constexpr std::string_view kLength = "Content-Length: ";
    std::string request;
    while (true) {
      const std::size_t end = request.find("\r\n\r\n");
      const std::size_t length = request.find(kLength);
      if (end != std::string::npos) {
        const std::size_t body =
            length < end ? std::stoul(request.substr(length + kLength.size())) : std::size_t{0};
        if (request.size() >= end + 4 + body) {
          return request;
        }
      }
      const auto piece = receive_some(connection, kHangMilliseconds);
      if (!piece || piece->empty()) {
        return request;
      }
      request += *piece;
    }
  }

  /// Sends as much of `text` as a client takes; one that leaves in the middle is no failure here.
  static void send_what_is_taken(const FileDescriptor& connection, std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::send(connection.number(), text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        return;
      }
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

 private:
  void run() {
    while (true) {
      pollfd ready = {listening_.sockets[0].number(), POLLIN, 0};
      ::poll(&ready, 1, -1);
      if (stopped_) {
        return;
      }
      const FileDescriptor connection(
          ::accept4(listening_.sockets[0].number(), nullptr, nullptr, SOCK_CLOEXEC));
      if (connection.is_open()) {
        ++connections_;
        serve_(*this, connection);
      }
    }
  }

  LoopbackSockets listening_;
  std::function<void(RawServer&, const FileDescriptor&)> serve_;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

/// What a server does that reads any request and sends `response`.
inline std::function<void(RawServer&, const FileDescriptor&)> responding_with(std::string response) {
  return [response = std::move(response)](RawServer&, const FileDescriptor& connection) {
    RawServer::read_request(connection);
    RawServer::send_what_is_taken(connection, response);
  };
}

}  // namespace goto_token
