#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// The completion script of `bash`, `zsh` or `fish`, made from the tables of options and commands, so that a
/// shell offers what the parser takes.
[[nodiscard]] std::string make_completion_script(std::string_view shell);

}  // namespace goto_token
