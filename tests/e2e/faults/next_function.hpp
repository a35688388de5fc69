#pragma once

#include <dlfcn.h>

/// The function of this name that would have been called without this library.
template <typename Function>
Function* next_function(const char* symbol) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, symbol));
}
