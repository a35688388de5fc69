#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace goto_token {

/// The assignments of an env file by key; of a repeated key, the last one. Values may be secrets.
using DotenvValues = std::map<std::string, std::string, std::less<>>;

/// Reads the text of an env file as `parse` of npm `dotenv` 16 does, value for value. Text that is not an
/// assignment is skipped, so nothing is an error. The time is linear in the size of the text. Only the
/// returned values are copied. Bytes that are not UTF-8 stay as they are. Variables are not expanded, and the
/// process environment stays as it is.
[[nodiscard]] DotenvValues parse_dotenv(std::string_view text);

}  // namespace goto_token
