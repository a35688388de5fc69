#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "goto_token/base/error.hpp"

namespace goto_token {

/// A value as a person typed or pasted it, without what came along with it.
struct TypedValue {
  std::string_view text;    ///< Without the blanks at its ends, and without quotes.
  bool had_quotes = false;  ///< Whether it stood in quotes.
};

/// Takes the blanks and the quotes around a value off, those of word processors, too. The result lasts as
/// long as the typed text.
[[nodiscard]] TypedValue unwrap(std::string_view typed);

/// Why a run could not use this value of a key, or no env file could hold it; nullopt when both can. The
/// value is read as the run would read it. The message does not name the key, and shows no secret.
/// @param value not empty. @param allow_http as `--allow-http`.
[[nodiscard]] std::optional<Error> find_objection(std::string_view key, const std::string& value,
                                                  bool allow_http);

}  // namespace goto_token
