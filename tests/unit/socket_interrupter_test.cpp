#include "goto_token/io/socket_interrupter.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace goto_token {
namespace {

struct Pair {
  FileDescriptor near;
  FileDescriptor far;
};

Pair make_pair_of_sockets() {
  std::array<int, 2> ends = {-1, -1};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// What recv() returns: 0 at the end of the connection.
ssize_t receive_one(const FileDescriptor& socket) {
  char byte = 0;
  return ::recv(socket.number(), &byte, 1, 0);
}

TEST(SocketInterrupter, EndsAReadThatWaits) {
  const Pair sockets = make_pair_of_sockets();
  SocketInterrupter interrupter;
  interrupter.watch(sockets.near);
  ssize_t received = -1;
  std::thread reader([&] { received = receive_one(sockets.near); });
  EXPECT_TRUE(interrupter.interrupt());
  reader.join();
  EXPECT_EQ(received, 0);
}

TEST(SocketInterrupter, EndsASocketThatComesLate) {
  const Pair sockets = make_pair_of_sockets();
  SocketInterrupter interrupter;
  EXPECT_FALSE(interrupter.interrupt());
  interrupter.watch(sockets.near);
  EXPECT_EQ(receive_one(sockets.near), 0);
}

TEST(SocketInterrupter, LeavesAloneWhatHasTheNumberOfAClosedSocket) {
  Pair watched = make_pair_of_sockets();
  SocketInterrupter interrupter;
  interrupter.watch(watched.near);
  const int number = watched.near.number();
  Pair other = make_pair_of_sockets();
  ASSERT_EQ(::dup2(other.near.number(), number), number);
  EXPECT_TRUE(interrupter.interrupt());
  EXPECT_EQ(::send(other.far.number(), "x", 1, MSG_NOSIGNAL), 1);
  EXPECT_EQ(receive_one(watched.near), 1);
}

}  // namespace
}  // namespace goto_token
