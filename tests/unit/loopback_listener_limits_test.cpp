#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <vector>

#include "goto_token/io/loopback_listener.hpp"
#include "support/served_client.hpp"

namespace goto_token {
namespace {

/// Lets the process open few files as long as it lives.
class FileLimit {
 public:
  explicit FileLimit(rlim_t files) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit lowered = {files, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &lowered);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;
  FileLimit(FileLimit&&) = delete;
  FileLimit& operator=(FileLimit&&) = delete;
  ~FileLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_ = {};
};

LoopbackListener listen_with_files(rlim_t files) {
  const FileLimit limit(files);
  return listen_on_free_port();
}

std::vector<FileDescriptor> open_connections(LoopbackListener& listener, std::size_t count) {
  std::vector<FileDescriptor> clients;
  for (std::size_t i = 0; i < count; ++i) {
    clients.push_back(connect_to(listener.port()));
    static_cast<void>(listener.next_request(one_turn()));
  }
  return clients;
}

void connect_and_reset(std::uint16_t port) {
  const FileDescriptor client = connect_to(port);
  const linger reset_on_close = {1, 0};
  ASSERT_EQ(::setsockopt(client.number(), SOL_SOCKET, SO_LINGER, &reset_on_close, sizeof reset_on_close), 0);
}

TEST(LoopbackListenerLimits, LeaveHalfOfTheFilesThatMayStillBeOpenedToOthers) {
  LoopbackListener listener = listen_with_files(48);
  const auto idle = open_connections(listener, 20);
  EXPECT_FALSE(is_closed_by_peer(idle[0]));
  const auto more = open_connections(listener, 1);
  EXPECT_TRUE(is_closed_by_peer(idle[0]));
  EXPECT_FALSE(is_closed_by_peer(idle[1]));
}

// poll(2) refuses more entries than the process may open files, so those of dead connections must not pile
// up.
TEST(LoopbackListenerLimits, AreNotUsedUpByConnectionsThatWereResetBeforeTheyWereAccepted) {
  LoopbackListener listener = listen_on_free_port();
  const FileLimit limit(32);
  for (int i = 0; i < 100; ++i) {
    connect_and_reset(listener.port());
  }
  const FileDescriptor client = connect_to(listener.port());
  send_text(client, "GET /real HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto request = listener.next_request(hang_limit());
  ASSERT_TRUE(request);
  EXPECT_EQ(request->head.path, "/real");
}

}  // namespace
}  // namespace goto_token
