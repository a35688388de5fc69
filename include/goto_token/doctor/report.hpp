#pragma once

#include "goto_token/doctor/set_up.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// `doctor`: makes all checks, whatever each comes to, and prints their report. As text a line for each check
/// that was made, `STATUS NAME: MESSAGE`, with `; hint: ` in front of the fix, then an empty line and one
/// that sums it up; without any set-up, only the lines of what is missing. As JSON one object: `ok`,
/// `summary` and all `checks`. Reads files, binds the redirect URI's port for a moment and asks the service;
/// changes nothing.
/// @param terminal whether stderr is a terminal.
/// @returns the code of the first check that failed.
[[nodiscard]] ExitCode print_report(const SetUp& set_up, const Effects& effects, bool terminal);

}  // namespace goto_token
