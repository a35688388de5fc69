#include "goto_token/commands/run.hpp"

#include <chrono>
#include <exception>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/command_line/completion.hpp"
#include "goto_token/command_line/help.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/doctor/report.hpp"
#include "goto_token/io/terminal.hpp"

namespace goto_token {
namespace {

/// The arguments of a run.
struct Run {
  const CommandLine& command_line;
  const Environment& environment;
  const Diagnostics& diagnostics;
  Streams streams;
};

ExitCode print(std::string_view text, const Run& run) {
  write_result(run.streams.out, text);
  return ExitCode::Success;
}

ExitCode run_in_session(ExitCode (*command)(const Session&), const Run& run) {
  require_stored_grant(run.command_line);
  const Settings settings(run.environment, run.command_line.env_file);
  run.diagnostics.trace(settings.env_file().empty() ? "no env file"
                                                    : "env file: " + printable(settings.env_file()));
  const Config config = make_config(run.command_line, settings);
  for (const std::string& weak_point : find_weak_points(settings)) {
    run.diagnostics.warning(weak_point);
  }
  const RealEffects effects(config, settings, run.diagnostics, run.streams);
  return command({.command_line = run.command_line,
                  .settings = settings,
                  .config = config,
                  .effects = effects.effects()});
}

/// Unlike the other commands, `doctor` also runs with an invalid configuration.
ExitCode run_doctor(const Run& run) {
  // A report should not take as long as a token may.
  constexpr HttpLimits kLimits{.connect = std::chrono::seconds(4), .whole = std::chrono::seconds(12)};
  const SetUp set_up = read_set_up(run.command_line, run.environment);
  const RealEffects effects(set_up.config, set_up.settings, run.diagnostics, run.streams, kLimits);
  return print_report(set_up, effects.effects(), is_terminal(run.streams.err));
}

ExitCode dispatch(const Run& run) {
  switch (run.command_line.action) {
    case Action::FetchToken:
      return run_in_session(print_token, run);
    case Action::LogIn:
      return run_in_session(log_in, run);
    case Action::LogOut:
      return run_in_session(log_out, run);
    case Action::ShowStatus:
      return run_in_session(print_status, run);
    case Action::Exec:
      return run_in_session(exec_with_token, run);
    case Action::Examine:
      return run_doctor(run);
    case Action::PrintCompletion:
      return print(make_completion_script(run.command_line.shell), run);
    case Action::ShowHelp:
      return print(help_text(), run);
    case Action::ShowVersion:
      return print(version_text(), run);
  }
  return ExitCode::Failure;
}

bool wants_colour(const Environment& environment, int fd) {
  const auto no_color = environment.find("NO_COLOR");
  const auto term = environment.find("TERM");
  const bool dumb = term != environment.end() && term->second == "dumb";
  return !dumb && (no_color == environment.end() || no_color->second.empty()) && is_terminal(fd);
}

/// Whether a line can be rewritten in place. Nothing is known of a terminal without a name.
bool rewrites_lines(const Environment& environment, int fd) {
  const auto term = environment.find("TERM");
  return term != environment.end() && !term->second.empty() && term->second != "dumb" && is_terminal(fd);
}

Verbosity verbosity_of(const CommandLine& command_line) {
  if (command_line.quiet) {
    return Verbosity::Quiet;
  }
  return command_line.verbose ? Verbosity::Verbose : Verbosity::Normal;
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Environment& environment, Streams streams) {
  const bool colour = wants_colour(environment, streams.err);
  try {
    const CommandLine command_line = parse_command_line(arguments);
    const Diagnostics diagnostics(streams.err, verbosity_of(command_line), colour,
                                  rewrites_lines(environment, streams.err));
    return static_cast<int>(dispatch({.command_line = command_line,
                                      .environment = environment,
                                      .diagnostics = diagnostics,
                                      .streams = streams}));
  } catch (const Error& error) {
    Diagnostics(streams.err, Verbosity::Quiet, colour).error(error);
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    const Error unexpected(ExitCode::Failure, std::string("unexpected: ") + printable(error.what()));
    Diagnostics(streams.err, Verbosity::Quiet, colour).error(unexpected);
    return static_cast<int>(unexpected.code());
  }
}

}  // namespace goto_token
