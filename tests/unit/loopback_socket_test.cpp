#include "goto_token/io/loopback_socket.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "support/client_socket.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

/// The address a socket is bound to, without the port.
std::string bound_address(const FileDescriptor& socket) {
  sockaddr_storage storage = {};
  socklen_t size = sizeof storage;
  ::getsockname(socket.number(), static_cast<sockaddr*>(static_cast<void*>(&storage)), &size);
  std::array<char, INET6_ADDRSTRLEN> text = {};
  const void* const generic = &storage;
  const bool ipv4 = storage.ss_family == AF_INET;
  const void* const address =
      ipv4 ? static_cast<const void*>(&static_cast<const sockaddr_in*>(generic)->sin_addr)
           : &static_cast<const sockaddr_in6*>(generic)->sin6_addr;
  ::inet_ntop(storage.ss_family, address, text.data(), text.size());
  return text.data();
}

TEST(LoopbackSocket, ListensOnTheAddressAsWritten) {
  for (const std::string host : {"127.0.0.1", "127.0.0.2", "127.1.2.3"}) {
    const LoopbackSockets listening = listen_on_loopback(host, 0);
    ASSERT_EQ(listening.sockets.size(), 1U);
    EXPECT_EQ(bound_address(listening.sockets[0]), host);
    EXPECT_TRUE(try_connect(listening.port, host).is_open());
  }
}

TEST(LoopbackSocket, ListensOnIpv6) {
  if (!has_ipv6_loopback()) {
    GTEST_SKIP() << "this machine has no ::1";
  }
  const LoopbackSockets listening = listen_on_loopback("::1", 0);
  ASSERT_EQ(listening.sockets.size(), 1U);
  EXPECT_EQ(bound_address(listening.sockets[0]), "::1");
  EXPECT_TRUE(try_connect(listening.port, "::1").is_open());
  EXPECT_FALSE(try_connect(listening.port, "127.0.0.1").is_open());
}

TEST(LoopbackSocket, ListensOnBothFamiliesForLocalhost) {
  if (!has_ipv6_loopback()) {
    GTEST_SKIP() << "this machine has no ::1";
  }
  const LoopbackSockets listening = listen_on_loopback("localhost", 0);
  ASSERT_EQ(listening.sockets.size(), 2U);
  EXPECT_EQ(bound_address(listening.sockets[0]), "127.0.0.1");
  EXPECT_EQ(bound_address(listening.sockets[1]), "::1");
  EXPECT_TRUE(try_connect(listening.port, "127.0.0.1").is_open());
  EXPECT_TRUE(try_connect(listening.port, "::1").is_open());
}

TEST(LoopbackSocket, NeverListensOutsideOfLoopback) {
  // inet_pton reads none of these; an address that was left at zero would be every interface of the machine.
  for (const std::string host : {"127.0.0.01", "127.000.0.1", "0127.0.0.1", "127.0.0.1."}) {
    const Failure failure = failure_of([&] {
      const LoopbackSockets listening = listen_on_loopback(host, 0);
      EXPECT_EQ(bound_address(listening.sockets[0]).substr(0, 4), "127.") << host;
      return 0;
    });
    if (failure.code != ExitCode::Success) {
      EXPECT_EQ(failure.code, ExitCode::CannotListen);
      EXPECT_EQ(failure.message.find("cannot listen on " + host + ":0: "), 0U) << failure.message;
    }
  }
}

TEST(LoopbackSocket, PicksAFreePortForPort0) {
  const LoopbackSockets first = listen_on_loopback("127.0.0.1", 0);
  const LoopbackSockets second = listen_on_loopback("127.0.0.1", 0);
  EXPECT_NE(first.port, 0);
  EXPECT_NE(second.port, 0);
  EXPECT_NE(first.port, second.port);
}

const ListenHints kHints = {
    .port_in_use = "port in use", .no_such_address = "no such address", .otherwise = "otherwise"};

Failure in_use(const std::string& address, std::uint16_t port) {
  return {ExitCode::CannotListen,
          "cannot listen on " + address + ":" + std::to_string(port) + ": Address already in use",
          "port in use"};
}

TEST(LoopbackSocket, FailsForAPortInUse) {
  const LoopbackSockets first = listen_on_loopback("127.0.0.1", 0);
  for (const std::string host : {"127.0.0.1", "localhost"}) {
    EXPECT_EQ(failure_of([&] { return listen_on_loopback(host, first.port, kHints); }),
              in_use(host, first.port));
  }
}

TEST(LoopbackSocket, FailsForAPortInUseOnOneOfBothFamilies) {
  if (!has_ipv6_loopback()) {
    GTEST_SKIP() << "this machine has no ::1";
  }
  const LoopbackSockets first = listen_on_loopback("::1", 0);
  EXPECT_EQ(failure_of([&] { return listen_on_loopback("::1", first.port, kHints); }),
            in_use("[::1]", first.port));
  EXPECT_EQ(failure_of([&] { return listen_on_loopback("localhost", first.port, kHints); }),
            in_use("localhost", first.port));
}

TEST(LoopbackSocket, SharesItsPortWithNoOtherProcess) {
  const LoopbackSockets listening = listen_on_loopback("127.0.0.1", 0);
  const FileDescriptor other(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ASSERT_EQ(::setsockopt(other.number(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on), 0);
  ASSERT_EQ(::setsockopt(other.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), 0);
  const PeerAddress address("127.0.0.1", listening.port);
  EXPECT_NE(::bind(other.number(), address.generic(), address.size), 0);
  EXPECT_EQ(errno, EADDRINUSE);
}

TEST(LoopbackSocket, ListensAgainAtOnceWhileOldConnectionsLinger) {
  std::uint16_t port = 0;
  FileDescriptor client;
  {
    const LoopbackSockets listening = listen_on_loopback("127.0.0.1", 0);
    port = listening.port;
    client = connect_to(port);
    // The side that closes first keeps the port in TIME_WAIT.
    const FileDescriptor accepted(::accept4(listening.sockets[0].number(), nullptr, nullptr, SOCK_CLOEXEC));
    ASSERT_TRUE(accepted.is_open());
  }
  EXPECT_EQ(receive_all(client), "");
  client.close();
  EXPECT_EQ(listen_on_loopback("127.0.0.1", port).port, port);
}

TEST(LoopbackSocket, NeverBlocksAndDoesNotOutliveExec) {
  const LoopbackSockets listening = listen_on_loopback("127.0.0.1", 0);
  EXPECT_EQ(::accept(listening.sockets[0].number(), nullptr, nullptr), -1);
  EXPECT_EQ(errno, EAGAIN);
  const int flags = ::fcntl(listening.sockets[0].number(), F_GETFD);
  EXPECT_EQ(flags, FD_CLOEXEC);
}

TEST(ListenOnAddress, ListensOnAnyAddressOfThisMachine) {
  const LoopbackSockets all = listen_on_address("0.0.0.0", 0);
  EXPECT_EQ(bound_address(all.sockets[0]), "0.0.0.0");
  EXPECT_TRUE(try_connect(all.port, "127.0.0.1").is_open());
  EXPECT_EQ(bound_address(listen_on_address("127.0.0.3", 0).sockets[0]), "127.0.0.3");
}

TEST(ListenOnAddress, ListensOnBothFamiliesForTheWholeOfIpv6) {
  if (!has_ipv6_loopback()) {
    GTEST_SKIP() << "this machine has no ::1";
  }
  const LoopbackSockets all = listen_on_address("::", 0);
  EXPECT_TRUE(try_connect(all.port, "127.0.0.1").is_open());
  EXPECT_TRUE(try_connect(all.port, "::1").is_open());
  EXPECT_EQ(listen_on_address("localhost", 0).sockets.size(), 2U);
}

TEST(ListenOnAddress, NamesTheAddressThatCannotBeUsed) {
  EXPECT_EQ(failure_of([] { return listen_on_address("192.0.2.1", 5000, kHints); }),
            (Failure{ExitCode::CannotListen,
                     "cannot listen on 192.0.2.1:5000: Cannot assign requested address", "no such address"}));
  const LoopbackSockets first = listen_on_loopback("127.0.0.1", 0);
  EXPECT_EQ(failure_of([&] { return listen_on_address("0.0.0.0", first.port, kHints); }),
            in_use("0.0.0.0", first.port));
  EXPECT_EQ(failure_of([] { return listen_on_address("a name", 5000, kHints); }),
            (Failure{ExitCode::CannotListen, "cannot listen on a name:5000: Invalid argument", "otherwise"}));
}

}  // namespace
}  // namespace goto_token
