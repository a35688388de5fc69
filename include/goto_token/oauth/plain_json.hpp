#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// JSON text that a parser with numbers of 64 bits takes and loses nothing of. May hold secrets.
struct PlainJson {
  std::string text;                  ///< Valid UTF-8, with `0` in the place of each number.
  std::vector<std::string> numbers;  ///< The numbers as they were written, in order.
};

/// Makes JSON text plain. Bytes that are not UTF-8, and escapes of one half of a surrogate pair, become
/// U+FFFD. Nullopt when a number is none by RFC 8259 §6; other mistakes are left to the parser.
[[nodiscard]] std::optional<PlainJson> make_plain_json(std::string_view json);

}  // namespace goto_token
