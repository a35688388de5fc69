#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <string>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {
namespace {

constexpr std::size_t kSize = 256;

/// What is in the memory at an address, whoever it belongs to by now.
std::string memory_at(std::uintptr_t address) {
  const FileDescriptor memory(::open("/proc/self/mem", O_RDONLY | O_CLOEXEC));
  std::string contents(kSize, '\0');
  EXPECT_EQ(::pread(memory.number(), contents.data(), kSize, static_cast<off_t>(address)),
            static_cast<ssize_t>(kSize));
  return contents;
}

TEST(WipingDelete, LeavesNothingOfWhatWasFreed) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers bring allocation functions of their own";
#endif
  auto* const block = static_cast<char*>(::operator new(kSize));
  std::fill_n(static_cast<volatile char*>(block), kSize, 'S');
  const auto address = reinterpret_cast<std::uintptr_t>(block);
  ASSERT_EQ(memory_at(address), std::string(kSize, 'S'));
  ::operator delete(block);
  EXPECT_EQ(memory_at(address).find('S'), std::string::npos);
}

}  // namespace
}  // namespace goto_token
