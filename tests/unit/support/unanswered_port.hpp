#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A port on loopback that accepts no connections, and that no other process can get meanwhile.
class UnansweredPort {
 public:
  enum Manner {
    Refuses,      ///< Every connection is refused.
    KeepsSilent,  ///< Nothing becomes of them: the queue is full, so what knocks is dropped.
  };

  explicit UnansweredPort(Manner manner) : socket_(open_socket()) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_.number(), generic(address), size), 0);
    EXPECT_EQ(::getsockname(socket_.number(), generic(address), &size), 0);
    port_ = ntohs(address.sin_port);
    if (manner == KeepsSilent) {
      EXPECT_EQ(::listen(socket_.number(), 0), 0);
      constexpr int kMoreThanTheQueueHolds = 4;
      for (int i = 0; i < kMoreThanTheQueueHolds; ++i) {
        waiting_.push_back(open_socket());
        // Does not wait for what becomes of it.
        static_cast<void>(::connect(waiting_.back().number(), generic(address), size));
      }
    }
  }

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  static FileDescriptor open_socket() {
    return FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  }
  static sockaddr* generic(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

  FileDescriptor socket_;
  std::vector<FileDescriptor> waiting_;
  int port_ = 0;
};

}  // namespace goto_token
