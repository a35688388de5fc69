// Replaces the global allocation functions: every block is wiped before it is freed. Secrets pass through
// memory of nlohmann/json, zlib and the standard library that no destructor of ours reaches. Sanitizer builds
// leave this file out: they have allocation functions of their own.
#include <malloc.h>

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
// NOLINTEND(cppcoreguidelines-no-malloc)
