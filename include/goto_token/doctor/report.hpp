#pragma once

#include "goto_token/doctor/set_up.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// `doctor`: makes all checks, whatever each comes to, and prints their report. As text a line for each
/// check, `STATUS NAME: MESSAGE`, with `; hint: ` in front of the fix; as JSON one object, `ok` and the
/// `checks`. Reads files, binds the redirect URI's port for a moment and asks the service; changes nothing.
/// @param terminal whether stderr is a terminal.
/// @returns the code of the first check that failed.
[[nodiscard]] ExitCode print_report(const SetUp& set_up, const Effects& effects, bool terminal);

}  // namespace goto_token
