// Replaces the global allocation functions, so that every block is wiped before its memory is given back.
// Secrets pass through strings of nlohmann/json, zlib and the standard library that no destructor of ours
// reaches; their copies end here. Left out of sanitizer builds, which bring allocation functions of their
// own.
#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>

// NOLINTBEGIN(cppcoreguidelines-no-malloc): these are the functions that the others stand on
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
