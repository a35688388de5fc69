#include "goto_token/commands/run.hpp"

#include <exception>
#include <optional>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/command_line/completion.hpp"
#include "goto_token/command_line/help.hpp"
#include "goto_token/commands/advice.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/config/env_template.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/config/traces.hpp"
#include "goto_token/doctor/report.hpp"
#include "goto_token/io/colour.hpp"
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

void trace_env_file(const Settings& settings, const Diagnostics& diagnostics) {
  for (const PassedOverFile& file : settings.env_file_details().passed_over) {
    diagnostics.trace(printable(file.path) + " was passed over: " + explain(file));
  }
  diagnostics.trace(settings.env_file().empty() ? "no env file"
                                                : "env file: " + printable(settings.env_file()));
}

void warn_of_weak_points(const Settings& settings, const Diagnostics& diagnostics) {
  for (const auto& lines : {find_weak_points(settings), find_traces(settings)}) {
    for (const std::string& line : lines) {
      diagnostics.warning(line);
    }
  }
}

/// Reads the configuration. Where it is invalid, the warnings come first: they may tell why.
Config read_config(const Run& run, const Settings& settings) {
  try {
    Config config = make_config(run.command_line, settings);
    warn_of_weak_points(settings, run.diagnostics);
    for (const std::string& text : find_idle_options(run.command_line, *config.grant)) {
      run.diagnostics.warning(text);
    }
    return config;
  } catch (const Error&) {
    warn_of_weak_points(settings, run.diagnostics);
    throw;
  }
}

ExitCode run_with_settings(ExitCode (*command)(const Session&), const Run& run, const Settings& settings) {
  trace_env_file(settings, run.diagnostics);
  const Config config = read_config(run, settings);
  const RealEffects effects(config, settings, run.diagnostics, run.streams);
  return command({.command_line = run.command_line,
                  .settings = settings,
                  .config = config,
                  .effects = effects.effects()});
}

/// Warns of what is invalid. A key that is not set is not.
void warn_of_invalid(const SetUp& set_up, const Diagnostics& diagnostics) {
  for (const Check& check : set_up.checks) {
    const Key* const key = find_key(check.name);
    const bool is_missing = key != nullptr && !is_set(*key, set_up.settings);
    if (check.status == Check::Status::Fail && !is_missing) {
      diagnostics.warning(check.name + ": " + check.message);
    }
  }
}

/// Logins of any client and server need no valid configuration. What is valid of it counts.
ExitCode run_for_all_logins(ExitCode (*command)(const Session&), const Run& run) {
  SetUp set_up = read_set_up(run.command_line, run.environment);
  warn_of_weak_points(set_up.settings, run.diagnostics);
  if (run.command_line.action == Action::LogOut) {  // which may need the client's secret
    warn_of_invalid(set_up, run.diagnostics);
  }
  const RealEffects effects(set_up.config, set_up.settings, run.diagnostics, run.streams, HttpLimits(),
                            std::move(set_up.tls));
  return command({.command_line = run.command_line,
                  .settings = set_up.settings,
                  .config = set_up.config,
                  .effects = effects.effects()});
}

ExitCode run_in_session(ExitCode (*command)(const Session&), const Run& run) {
  std::optional<Settings> settings;
  try {
    require_stored_grant(run.command_line);
    settings.emplace(run.environment, run.command_line.env_file, run.command_line.profile);
    return run_with_settings(command, run, *settings);
  } catch (const Error& error) {
    throw advise(error, run.command_line, settings ? find_traces(*settings) : std::vector<std::string>());
  }
}

/// Unlike the other commands, `doctor` also runs with an invalid configuration.
ExitCode run_doctor(const Run& run) {
  SetUp set_up = read_set_up(run.command_line, run.environment);
  const RealEffects effects(set_up.config, set_up.settings, run.diagnostics, run.streams, kCheckLimits,
                            std::move(set_up.tls));
  return print_report(set_up, effects.effects(), is_terminal(run.streams.err));
}

/// Unlike the other commands, `init` runs without any configuration.
ExitCode run_init(const Run& run) {
  return run.command_line.print ? print(env_template(), run)
                                : write_env_file({.command_line = run.command_line,
                                                  .environment = run.environment,
                                                  .diagnostics = run.diagnostics,
                                                  .streams = run.streams});
}

ExitCode dispatch(const Run& run) {
  switch (run.command_line.action) {
    case Action::FetchToken:
      return run_in_session(print_token, run);
    case Action::LogIn:
      return run_in_session(log_in, run);
    case Action::LogOut:
      return run.command_line.all ? run_for_all_logins(log_out_everywhere, run)
                                  : run_in_session(log_out, run);
    case Action::ShowStatus:
      return run.command_line.all ? run_for_all_logins(print_every_status, run)
                                  : run_in_session(print_status, run);
    case Action::Exec:
      return run_in_session(exec_with_token, run);
    case Action::Examine:
      return run_doctor(run);
    case Action::Init:
      return run_init(run);
    case Action::PrintCompletion:
      return print(make_completion_script(run.command_line.shell), run);
    case Action::ShowHelp:
      return print(help_text(run.command_line.help_topic), run);
    case Action::ShowVersion:
      return print(version_text(), run);
  }
  return ExitCode::Failure;
}

std::string_view value_of(std::string_view name, const Environment& environment) {
  const auto variable = environment.find(name);
  return variable == environment.end() ? std::string_view() : variable->second;
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
  const bool colour =
      shows_colour(streams.err, value_of("NO_COLOR", environment), value_of("TERM", environment));
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
