#include <gtest/gtest.h>

#include <csignal>

namespace goto_token {
namespace {

/// As in main(): a peer that is gone must be a failed write, not the end of the process.
class IgnoredSigpipe : public testing::Environment {
 public:
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
};

// NOLINTNEXTLINE(cppcoreguidelines-owning-memory,cert-err58-cpp): GoogleTest owns it
const testing::Environment* const kIgnoredSigpipe = testing::AddGlobalTestEnvironment(new IgnoredSigpipe);

}  // namespace
}  // namespace goto_token
