#pragma once

// CLI11 without the C++ streams, which nothing here uses. CLI11 includes <iostream>, which initialises the
// streams and all locales at every start: 3 % of the time for a stored token (scripts/bench). Before release
// 13 of libstdc++, an object in that header does this. So the header's guard is defined here, and the streams
// are declared here.
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
