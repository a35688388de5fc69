// A _dl_find_object of our own. libgcc finds the exception tables of a function through it, and glibc has it
// since 2.35 only. It is linked where GOTO_TOKEN_PORTABLE asks for a program that older versions run, too.
#include <dlfcn.h>

// Where the headers do not declare it, libgcc does without. On 32-bit processors, libgcc reads more of it.
#if defined(DLFO_STRUCT_HAS_EH_DBASE) && !DLFO_STRUCT_HAS_EH_DBASE
#include <link.h>

#include <cstddef>
#include <span>

namespace {

struct Search {
  ElfW(Addr) address;
  ElfW(Addr) tables;
};

/// Is called for each loaded object. Ends the search, with 1, at the one that holds the address.
int look_into(dl_phdr_info* object, std::size_t /*size*/, void* data) {
  auto& search = *static_cast<Search*>(data);
  bool is_inside = false;
  ElfW(Addr) tables = 0;
  for (const auto& header : std::span(object->dlpi_phdr, object->dlpi_phnum)) {
    const auto start = object->dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_LOAD && search.address >= start && search.address - start < header.p_memsz) {
      is_inside = true;
    } else if (header.p_type == PT_GNU_EH_FRAME) {
      tables = start;
    }
  }
  if (!is_inside) {
    return 0;
  }
  search.tables = tables;
  return 1;
}

}  // namespace

/// Sets of the result what libgcc reads: where the tables of the object begin.
extern "C" [[gnu::visibility("hidden")]] int _dl_find_object(void* address, dl_find_object* result) noexcept {
  Search search{.address = reinterpret_cast<ElfW(Addr)>(address), .tables = 0};
  if (::dl_iterate_phdr(look_into, &search) == 0 || search.tables == 0) {
    return -1;
  }
  result->dlfo_eh_frame = reinterpret_cast<void*>(search.tables);
  return 0;
}

#endif
