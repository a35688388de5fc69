#include "goto_token/io/name_lookup.hpp"

#include <netdb.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "goto_token/base/url.hpp"
#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {
namespace {

using Addresses = std::vector<SocketAddress>;
using Result = std::variant<Addresses, ConnectFailure>;

/// What both threads of a lookup use and own, so that either can end first.
struct Lookup {
  std::string host;
  std::string port;
  FileDescriptor done;
  Result result;
};

/// A thread that is detached unless it was joined.
struct Thread {
  std::thread running;

  Thread() = default;
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;
  ~Thread() {
    if (running.joinable()) {
      running.detach();
    }
  }
};

ConnectFailure make_failure(const std::string& why) {
  return {"the host cannot be looked up: " + why};
}

Result ask_system(const Lookup& lookup) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(lookup.host.c_str(), lookup.port.c_str(), &hints, &found);
  if (failure != 0) {
    return ConnectFailure{std::string("the host is not found (") + ::gai_strerror(failure) + ")"};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  Addresses addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    addresses.push_back(make_socket_address(*one));
  }
  return interleave_families(std::move(addresses));
}

Result look_up_name(const std::string& host, std::uint16_t port, const Wait& wait, Deadline deadline) {
  const auto lookup = std::make_shared<Lookup>(Lookup{.host = host,
                                                      .port = std::to_string(port),
                                                      .done = FileDescriptor(::eventfd(0, EFD_CLOEXEC)),
                                                      .result = Addresses()});
  if (!lookup->done.is_open()) {
    return make_failure(std::generic_category().message(errno));
  }
  Thread thread;
  try {
    thread.running = std::thread([lookup] {
      try {
        lookup->result = ask_system(*lookup);
      } catch (const std::bad_alloc&) {
        lookup->result = ConnectFailure{"the host cannot be looked up: there is no memory"};
      }
      ::eventfd_write(lookup->done.number(), 1);
    });
  } catch (const std::system_error& error) {
    // There is a limit to threads, or no memory for one more.
    return make_failure(error.code().message());
  }
  if (!wait_for({.fd = lookup->done.number(), .events = POLLIN, .revents = 0}, wait, deadline)) {
    return ConnectFailure{"the host was not found in time"};
  }
  thread.running.join();
  return std::move(lookup->result);
}

}  // namespace

Result look_up_host(const std::string& host, std::uint16_t port, const Wait& wait, Deadline deadline) {
  if (const auto address = make_socket_address(host, port)) {
    return Addresses{*address};
  }
  if (is_loopback_host(host)) {
    return Addresses{*make_socket_address("::1", port), *make_socket_address("127.0.0.1", port)};
  }
  return look_up_name(host, port, wait, deadline);
}

std::vector<SocketAddress> interleave_families(std::vector<SocketAddress> addresses) {
  if (addresses.empty()) {
    return addresses;
  }
  const int preferred = addresses.front().family();
  const auto others = std::stable_partition(
      addresses.begin(), addresses.end(),
      [preferred](const SocketAddress& address) { return address.family() == preferred; });
  Addresses interleaved;
  auto first = addresses.begin();
  for (auto other = others; first != others || other != addresses.end();) {
    if (first != others) {
      interleaved.push_back(*first++);
    }
    if (other != addresses.end()) {
      interleaved.push_back(*other++);
    }
  }
  return interleaved;
}

}  // namespace goto_token
