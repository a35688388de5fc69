#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace goto_token {

/// The assignments of an env file by key; where a key occurs more than once, the last one.
/// Values may be secrets: the owner moves them out and wipes what is left.
using DotenvValues = std::map<std::string, std::string, std::less<>>;

/// Reads an env file's text as `parse` of npm `dotenv` 16 does, value for value.
/// Nothing is an error: what is no assignment is passed over. Takes time linear in the size of any input, and
/// keeps no copy of `text` but the values returned. Bytes that are not UTF-8 stay as they are. Does not
/// expand variables and does not touch the process environment.
[[nodiscard]] DotenvValues parse_dotenv(std::string_view text);

}  // namespace goto_token
