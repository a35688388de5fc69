#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <vector>

#include "goto_token/io/loopback_listener.hpp"
#include "support/served_client.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kRequest = "GET /real HTTP/1.1\r\nHost: h\r\n\r\n";

/// Opens connections that have said `text` and nothing more, and lets the listener take them in.
std::vector<FileDescriptor> open_connections(LoopbackListener& listener, std::size_t count,
                                             std::string_view text = {}) {
  std::vector<FileDescriptor> clients;
  for (std::size_t i = 0; i < count; ++i) {
    clients.push_back(connect_to(listener.port()));
    send_text(clients.back(), text);
    static_cast<void>(listener.next_request(one_turn()));
  }
  return clients;
}

/// Sets how many files the process may open, as far as it may set that, as long as it lives.
class OpenFilesLimit {
 public:
  explicit OpenFilesLimit(rlim_t files) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit changed = {std::min(files, before_.rlim_max), before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &changed);
  }
  OpenFilesLimit(const OpenFilesLimit&) = delete;
  OpenFilesLimit& operator=(const OpenFilesLimit&) = delete;
  OpenFilesLimit(OpenFilesLimit&&) = delete;
  OpenFilesLimit& operator=(OpenFilesLimit&&) = delete;
  ~OpenFilesLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_ = {};
};

/// As many as the listener under test holds: fewer than it could, so that the tests are quick on a busy
/// machine, and more than it keeps unfinished heads.
constexpr std::size_t kHeld = LoopbackListener::kMostUnfinishedHeads + 10;

LoopbackListener listen_for_held() {
  constexpr rlim_t kOtherFiles = 64;
  const OpenFilesLimit limit(kHeld + kOtherFiles);
  return listen_on_free_port();
}

class LoopbackListenerFloodTest : public testing::Test {
 protected:
  LoopbackListener& listener() { return listener_; }

  /// Sends the real request and responds to it.
  std::string response_a_request() {
    const FileDescriptor client = connect_to(listener_.port());
    send_text(client, kRequest);
    const auto request = listener_.next_request(hang_limit());
    if (!request || request->head.path != "/real") {
      return "no request came";
    }
    listener_.respond(*request, "response");
    return serve_until_closed(listener_, client);
  }

 private:
  OpenFilesLimit open_files_{8 * kHeld};  // both ends of each connection are in this process
  LoopbackListener listener_ = listen_for_held();
};

TEST_F(LoopbackListenerFloodTest, ServesTheNextRequestAfter200IdleConnections) {
  const auto idle = open_connections(listener(), 200);
  EXPECT_EQ(response_a_request(), "response");
}

TEST_F(LoopbackListenerFloodTest, ServesTheNextRequestAfter200UnfinishedOnes) {
  const auto unfinished = open_connections(listener(), 200, "GET / HTTP/1.1\r\nX: ");
  EXPECT_EQ(response_a_request(), "response");
}

TEST_F(LoopbackListenerFloodTest, ServesTheNextRequestAfterMoreIdleConnectionsThanItHolds) {
  const auto idle = open_connections(listener(), kHeld + 50);
  EXPECT_EQ(response_a_request(), "response");
}

TEST_F(LoopbackListenerFloodTest, ServesARequestBehind400ConnectionsThatCameAllAtOnce) {
  std::vector<FileDescriptor> idle;
  idle.reserve(400);
  for (int i = 0; i < 400; ++i) {
    idle.push_back(connect_to(listener().port()));
  }
  EXPECT_EQ(response_a_request(), "response");
}

TEST_F(LoopbackListenerFloodTest, DropsTheOldestConnectionForOneMoreThanItHolds) {
  const auto idle = open_connections(listener(), kHeld);
  for (const FileDescriptor& client : idle) {
    ASSERT_FALSE(is_closed_by_peer(client));
  }
  const auto more = open_connections(listener(), 2);
  for (std::size_t i = 0; i < more.size(); ++i) {
    EXPECT_EQ(serve_until_closed(listener(), idle[i]), "");
    EXPECT_TRUE(is_closed_by_peer(idle[i]));
  }
  EXPECT_FALSE(is_closed_by_peer(idle[2]));
  EXPECT_FALSE(is_closed_by_peer(more[1]));
}

TEST_F(LoopbackListenerFloodTest, DropsTheOldestUnfinishedHeadForOneMoreThanItKeeps) {
  const auto silent = open_connections(listener(), 1);
  const auto unfinished = open_connections(listener(), LoopbackListener::kMostUnfinishedHeads, "GET");
  EXPECT_FALSE(is_closed_by_peer(unfinished[0]));
  const auto more = open_connections(listener(), 1, "GET");
  EXPECT_EQ(serve_until_closed(listener(), unfinished[0]), "");
  EXPECT_FALSE(is_closed_by_peer(unfinished[1]));
  EXPECT_FALSE(is_closed_by_peer(silent[0]));
}

TEST_F(LoopbackListenerFloodTest, DropsRejectedConnectionsBeforeThoseThatMayStillAsk) {
  const auto asking = open_connections(listener(), 1);
  const auto rejected = open_connections(listener(), 1, "nonsense\n\n");
  EXPECT_EQ(serve_until_closed(listener(), rejected[0]), "rejected as malformed");
  const auto more = open_connections(listener(), kHeld - 1);
  EXPECT_FALSE(is_closed_by_peer(asking[0]));
}

TEST_F(LoopbackListenerFloodTest, NeverDropsARequestThatWasHandedOut) {
  const FileDescriptor client = connect_to(listener().port());
  send_text(client, kRequest);
  const auto request = listener().next_request(hang_limit());
  ASSERT_TRUE(request);
  const auto idle = open_connections(listener(), 2 * kHeld);
  listener().respond(*request, "response");
  EXPECT_EQ(serve_until_closed(listener(), client), "response");
}

}  // namespace
}  // namespace goto_token
