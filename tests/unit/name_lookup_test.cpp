#include "goto_token/io/name_lookup.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <array>
#include <stdexcept>

namespace goto_token {
namespace {

using namespace std::chrono_literals;

using Addresses = std::vector<SocketAddress>;

Deadline far_deadline() {
  return std::chrono::steady_clock::now() + 60s;
}

/// The address in numbers, and its port.
std::string show(const SocketAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text = {};
  const void* const storage = &address.storage;
  if (address.family() == AF_INET) {
    const auto* const ipv4 = static_cast<const sockaddr_in*>(storage);
    ::inet_ntop(AF_INET, &ipv4->sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(ntohs(ipv4->sin_port));
  }
  const auto* const ipv6 = static_cast<const sockaddr_in6*>(storage);
  ::inet_ntop(AF_INET6, &ipv6->sin6_addr, text.data(), text.size());
  return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(ipv6->sin6_port));
}

std::vector<std::string> show_all(const Addresses& addresses) {
  std::vector<std::string> shown;
  for (const SocketAddress& address : addresses) {
    shown.push_back(show(address));
  }
  return shown;
}

/// What a host comes to; `waits` counts how often the lookup had to wait.
std::vector<std::string> look_up(const std::string& host, int& waits) {
  const Wait wait = [&waits](std::span<pollfd> events, Deadline deadline) {
    ++waits;
    wait_with_poll(events, deadline);
  };
  const auto found = look_up_host(host, 443, wait, far_deadline());
  const auto* const failure = std::get_if<ConnectFailure>(&found);
  return failure != nullptr ? std::vector{failure->why} : show_all(std::get<Addresses>(found));
}

std::vector<std::string> interleave(const std::vector<std::string>& hosts) {
  Addresses addresses;
  for (const std::string& host : hosts) {
    addresses.push_back(*make_socket_address(host, 1));
  }
  return show_all(interleave_families(std::move(addresses)));
}

TEST(NameLookup, TakesAnAddressForItself) {
  int waits = 0;
  EXPECT_EQ(look_up("192.0.2.1", waits), std::vector<std::string>{"192.0.2.1:443"});
  EXPECT_EQ(look_up("2001:db8::1", waits), std::vector<std::string>{"[2001:db8::1]:443"});
  EXPECT_EQ(waits, 0) << "no lookup is made";
}

TEST(NameLookup, TakesLocalhostNamesForThisMachine) {  // RFC 6761 §6.3
  int waits = 0;
  for (const auto* const name : {"localhost", "auth.localhost"}) {
    EXPECT_EQ(look_up(name, waits), (std::vector<std::string>{"[::1]:443", "127.0.0.1:443"})) << name;
  }
  EXPECT_EQ(waits, 0) << "no lookup is made";
}

TEST(NameLookup, AsksTheSystemForOtherNames) {
  int waits = 0;
  EXPECT_EQ(look_up("127.1", waits), std::vector<std::string>{"127.0.0.1:443"})
      << "a spelling that only the system knows";
}

TEST(NameLookup, SaysThatTheHostIsNotFound) {
  int waits = 0;
  const auto found = look_up("a..b", waits);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with("the host is not found (") && found[0].ends_with(")")) << found[0];
}

TEST(NameLookup, GivesUpAtTheDeadline) {
  const Wait nothing_comes = [](std::span<pollfd>, Deadline) {};  // the thread may be done at the first look
  const auto found = look_up_host("127.1", 443, nothing_comes, std::chrono::steady_clock::now() - 1s);
  ASSERT_TRUE(std::holds_alternative<ConnectFailure>(found));
  EXPECT_EQ(std::get<ConnectFailure>(found).why, "the host was not found in time");
}

TEST(NameLookup, LeavesItsThreadBehindWhenWaitingThrows) {
  const Wait failing = [](std::span<pollfd>, Deadline) { throw std::runtime_error("out of everything"); };
  EXPECT_THROW(static_cast<void>(look_up_host("127.1", 443, failing, far_deadline())), std::runtime_error);
}

TEST(NameLookup, TakesFamiliesByTurns) {  // RFC 8305 §4
  EXPECT_EQ(interleave({"::1", "::2", "::3", "1.1.1.1", "2.2.2.2"}),
            (std::vector<std::string>{"[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "[::3]:1"}));
  EXPECT_EQ(interleave({"1.1.1.1", "::1", "::2", "::3"}),
            (std::vector<std::string>{"1.1.1.1:1", "[::1]:1", "[::2]:1", "[::3]:1"}));
  EXPECT_EQ(interleave({"1.1.1.1", "2.2.2.2"}), (std::vector<std::string>{"1.1.1.1:1", "2.2.2.2:1"}));
  EXPECT_EQ(interleave({}), std::vector<std::string>{});
}

}  // namespace
}  // namespace goto_token
