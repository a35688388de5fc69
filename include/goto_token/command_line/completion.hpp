#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// Makes the completion script of `bash`, `zsh` or `fish` from the tables of options and commands, so a shell
/// offers what the parser accepts.
[[nodiscard]] std::string make_completion_script(std::string_view shell);

}  // namespace goto_token
