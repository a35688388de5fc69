// Replaces the global allocation functions and those of OpenSSL: every block is wiped before it is freed.
// Secrets pass through memory of nlohmann/json, zlib, the standard library and OpenSSL's decoders of private
// keys that no destructor of ours reaches. Sanitizer builds leave this file out: they have allocation
// functions of their own.
#include <malloc.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

// NOLINTBEGIN(cppcoreguidelines-no-malloc): all other allocation is built on these functions
void* operator new(std::size_t size) {
  void* const block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) {
    throw std::bad_alloc();
  }
  return block;
}

void operator delete(void* block) noexcept {
  if (block != nullptr) {
    ::explicit_bzero(block, ::malloc_usable_size(block));
    std::free(block);
  }
}

void operator delete(void* block, std::size_t /*size*/) noexcept {
  operator delete(block);
}

namespace {

void* allocate(std::size_t size, const char* /*file*/, int /*line*/) {
  return size == 0 ? nullptr : std::malloc(size);
}

void wipe_and_free(void* block, const char* /*file*/, int /*line*/) {
  operator delete(block);
}

void* reallocate(void* block, std::size_t size, const char* file, int line) {
  void* const moved = allocate(size, file, line);
  if (block != nullptr && (moved != nullptr || size == 0)) {
    if (moved != nullptr) {
      std::memcpy(moved, block, std::min(size, ::malloc_usable_size(block)));
    }
    wipe_and_free(block, file, line);
  }
  return moved;
}

// Before main(): OpenSSL takes other functions only until it has allocated something.
[[maybe_unused]] const int kOpenSslWipes = CRYPTO_set_mem_functions(allocate, reallocate, wipe_and_free);

}  // namespace
// NOLINTEND(cppcoreguidelines-no-malloc)
