#pragma once

// CLI11 without the C++ streams. It includes <iostream>, which sets them up at every start, and all locales
// with them: 3 % of the time that a stored token takes (scripts/bench). Nothing here writes through them.
// Before release 13 of libstdc++, the object that does so stands in the header. So the header's guard is set
// in advance, and what else the header declares is declared here.
#include <istream>
#include <ostream>

#if defined(_GLIBCXX_RELEASE) && _GLIBCXX_RELEASE < 13 && !defined(_GLIBCXX_IOSTREAM)
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wreserved-macro-identifier"
#endif
#define _GLIBCXX_IOSTREAM 1  // NOLINT(readability-identifier-naming): the header's own guard
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
namespace std {  // NOLINT(cert-dcl58-cpp): these are the library's own declarations
// NOLINTBEGIN(readability-redundant-declaration)
extern istream cin;
extern ostream cout;
extern ostream cerr;
extern ostream clog;
// NOLINTEND(readability-redundant-declaration)
}  // namespace std
#endif

#include <CLI/CLI.hpp>
