#include <fcntl.h>
#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>

namespace goto_token {
namespace {

constexpr std::size_t kSize = 256;

/// Counts the bytes 'S' in a block of memory, which may be free. Allocates nothing: that might reuse the
/// block.
std::ptrdiff_t count_at(std::uintptr_t address) {
  constexpr std::size_t kOfTheAllocator = 16;  // where it chains what is free
  std::array<char, kSize - kOfTheAllocator> contents = {};
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  const ssize_t count =
      ::pread(memory, contents.data(), contents.size(), static_cast<off_t>(address + kOfTheAllocator));
  ::close(memory);
  return count < 0 ? -1 : std::count(contents.begin(), contents.begin() + count, 'S');
}

TEST(WipingDelete, LeavesNothingOfWhatWasFreed) {
#ifdef GOTO_TOKEN_SANITIZED
  GTEST_SKIP() << "sanitizers bring allocation functions of their own";
#endif
  auto* const block = static_cast<char*>(::operator new(kSize));
  std::fill_n(static_cast<volatile char*>(block), kSize, 'S');
  const auto address = reinterpret_cast<std::uintptr_t>(block);
  const std::ptrdiff_t before = count_at(address);
  ::operator delete(block);
  const std::ptrdiff_t after = count_at(address);
  EXPECT_EQ(before, kSize - 16);
  EXPECT_EQ(after, 0);
}

TEST(WipingDelete, LeavesNothingOfWhatOpenSslFreed) {
#ifdef GOTO_TOKEN_SANITIZED
  GTEST_SKIP() << "sanitizers bring allocation functions of their own";
#endif
  for (const bool grows : {false, true}) {
    auto* const block = static_cast<char*>(OPENSSL_malloc(kSize));
    std::fill_n(static_cast<volatile char*>(block), kSize, 'S');
    const auto address = reinterpret_cast<std::uintptr_t>(block);
    auto* const moved = grows ? static_cast<char*>(OPENSSL_realloc(block, 100 * kSize)) : nullptr;
    if (grows) {
      EXPECT_EQ(std::string_view(moved, kSize), std::string(kSize, 'S'));
      OPENSSL_free(moved);
    } else {
      OPENSSL_free(block);
    }
    EXPECT_EQ(count_at(address), 0);
  }
}

}  // namespace
}  // namespace goto_token
