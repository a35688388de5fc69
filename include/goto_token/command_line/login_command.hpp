#pragma once

#include <string>

#include "goto_token/command_line/command_line.hpp"

namespace goto_token {

/// `goto-token login` with the options of this command line that name the set-up and the login, and with its
/// scopes: the command for a person to type, whose words a shell takes as they are.
[[nodiscard]] std::string make_login_command(const CommandLine& command_line);

}  // namespace goto_token
