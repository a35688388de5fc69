#pragma once

#include <string>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// Makes all checks, in the order of the report. Reads files, binds the redirect URI's port for a moment and
/// sends requests to the service. Changes nothing.
/// @param terminal whether stderr is a terminal.
[[nodiscard]] std::vector<Check> examine(const SetUp& set_up, const CommandLine& command_line,
                                         const Effects& effects, bool terminal);

/// Makes all checks and prints their report.
/// @returns the code of the first check that failed.
ExitCode print_report(const SetUp& set_up, const CommandLine& command_line, const Effects& effects,
                      bool terminal);

/// The code of the first check that failed; Success when none did.
[[nodiscard]] ExitCode find_exit_code(const std::vector<Check>& checks);

/// The report for stdout, its newline included. As text a line for each check, `STATUS NAME: MESSAGE`, with
/// `; hint: ` in front of the fix; as JSON one object, `ok` and the `checks`.
[[nodiscard]] std::string format_report(const std::vector<Check>& checks, OutputFormat format);

}  // namespace goto_token
