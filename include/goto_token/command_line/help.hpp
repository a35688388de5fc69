#pragma once

#include <string>
#include <string_view>

#include "goto_token/command_line/options.hpp"

namespace goto_token {

/// The help of one command, with its own options and an example. Of the bare command: that of the program,
/// `--help`, with every command, option, key and exit status.
[[nodiscard]] std::string help_text(Action topic = Action::FetchToken);

/// The text of `--version`: one line.
[[nodiscard]] std::string_view version_text() noexcept;

}  // namespace goto_token
