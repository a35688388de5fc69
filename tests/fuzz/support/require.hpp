#pragma once

#include <cstdio>
#include <cstdlib>

namespace goto_token::fuzz {

/// Ends the process, and with it the fuzzing or the replay, unless `invariant` holds.
/// @param invariant what should be so, in words; they name the place, too.
inline void require(bool holds, const char* invariant) {
  if (!holds) {
    std::fprintf(stderr, "this does not hold: %s\n", invariant);
    std::abort();
  }
}

}  // namespace goto_token::fuzz
