#pragma once

#include <string>
#include <vector>

#include "goto_token/config/settings.hpp"

namespace goto_token {

/// A trace of a mistake in the configuration: what works, but was probably meant otherwise. Names keys, files
/// and lines, never a value or anything else of a line.
struct Trace {
  std::string subject;  ///< `KEY in PLACE`, or a file.
  std::string finding;
  std::string fix;
};

/// Looks for traces of a mistake in the configuration: names that are nearly keys, lines and files that could
/// not be read, and values that show what they were copied out of. Looks into the secret files that were read
/// by then; reads no file.
[[nodiscard]] std::vector<Trace> look_for_traces(const Settings& settings);

/// The same, one line each: `SUBJECT: FINDING; FIX`.
[[nodiscard]] std::vector<std::string> find_traces(const Settings& settings);

}  // namespace goto_token
