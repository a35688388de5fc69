#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// The assignments of an env file by key; of a repeated key, the last one. Values may be secrets.
using DotenvValues = std::map<std::string, std::string, std::less<>>;

/// Reads the text of an env file as `parse` of npm `dotenv` 16 does, value for value. Text that is not an
/// assignment is skipped, so nothing is an error. The time is linear in the size of the text. Only the
/// returned values are copied. Bytes that are not UTF-8 stay as they are. Variables are not expanded, and the
/// process environment stays as it is.
[[nodiscard]] DotenvValues parse_dotenv(std::string_view text);

/// What an env file holds, and what in it was probably meant otherwise.
struct DotenvContents {
  DotenvValues values;
  /// The numbers, from 1, of the lines that were skipped although they are neither blank nor a comment.
  std::vector<std::size_t> skipped_lines;
  /// The keys whose value ends before a `#` that no blank precedes, such as `KEY=abc#def`. A `#` that begins
  /// the value, and that a blank follows, is a comment.
  std::set<std::string, std::less<>> cut_keys;
};

/// The same, with what was probably meant otherwise.
[[nodiscard]] DotenvContents parse_dotenv_contents(std::string_view text);

}  // namespace goto_token
