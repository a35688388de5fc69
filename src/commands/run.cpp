#include "goto_token/commands/run.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/command_line/completion.hpp"
#include "goto_token/command_line/help.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/commands/output.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/proxy.hpp"
#include "goto_token/doctor/doctor.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/io/http_client.hpp"
#include "goto_token/io/random.hpp"
#include "goto_token/io/terminal.hpp"
#include "goto_token/sign_in/browser_choice.hpp"

namespace goto_token {
namespace {

void write_result(int fd, std::string_view result) {
  if (const int error_number = write_all(fd, result); error_number != 0) {
    throw Error(ExitCode::Failure,
                "cannot write to stdout: " + std::generic_category().message(error_number));
  }
}

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void add_network(Effects& effects, TlsContext& tls, const Environment& environment,
                 const Diagnostics& diagnostics, const HttpLimits& limits = {}) {
  effects.check_network = [&](const Url& url) {
    tls.check_readable();
    tls.check_ca_file();
    static_cast<void>(choose_proxy(url, environment));
  };
  effects.prepare_network = [&](const Url& url) {
    if (url.scheme == "https") {
      static_cast<void>(tls.load());
    }
  };
  effects.send = [&, limits](const HttpRequest& request, const Wait& wait) {
    const auto proxy = choose_proxy(request.url, environment);
    if (proxy) {
      diagnostics.trace("through the proxy " + describe(*proxy));
    }
    bool told = false;  // once is enough: what happened the last time is the error
    const auto retrying = [&](const Error& not_connected) {
      const std::string text = std::string(not_connected.what()) + "; trying again";
      told ? diagnostics.trace(text) : diagnostics.note(text);
      told = true;
    };
    tls.check_readable();
    return send_http(request, tls, {.limits = limits, .proxy = proxy, .retrying = retrying, .wait = wait});
  };
}

Effects make_effects(const Config& config, const Settings& settings, bool terminal) {
  Effects effects;
  effects.fill_random = fill_random;
  effects.now = now;
  effects.open_browser = [&config, &settings, terminal](const std::string& url) -> std::optional<BrowserRun> {
    const auto command = choose_browser(config, settings, terminal);
    if (!command) {
      return std::nullopt;
    }
    return open_browser(*command, url, settings.child_environment());
  };
  return effects;
}

/// What the command line asks for, where no configuration is needed for it.
std::optional<std::string> text_for(const CommandLine& command_line) {
  switch (command_line.action) {
    case CommandLine::Action::ShowHelp:
      return std::string(help_text());
    case CommandLine::Action::ShowVersion:
      return std::string(version_text());
    case CommandLine::Action::PrintCompletion:
      return make_completion_script(command_line.shell);
    default:
      return std::nullopt;
  }
}

/// Does what the command line asks for, with everything it may need at hand.
ExitCode carry_out(const Session& session, int out) {
  switch (session.command_line.action) {
    case CommandLine::Action::LogIn:
      log_in(session);
      return ExitCode::Success;
    case CommandLine::Action::LogOut:
      log_out(session);
      return ExitCode::Success;
    case CommandLine::Action::ShowStatus: {
      const Status status = report_status(session);
      write_result(out, status.report);
      return status.token_available ? ExitCode::Success : ExitCode::LoginRequired;
    }
    case CommandLine::Action::Exec:
      exec_with_token(session);
    default:
      write_result(out, format_token(fetch_token(session), session.command_line.output).reveal());
      return ExitCode::Success;
  }
}

/// `doctor` begins where the others end: with a configuration that cannot be used.
ExitCode carry_out_examination(const CommandLine& command_line, const Environment& environment,
                               Streams streams, const Diagnostics& diagnostics) {
  const SetUp set_up = read_set_up(command_line, environment);
  TlsContext tls(make_tls_trust(set_up.config));
  const bool terminal = is_terminal(streams.err);
  Effects effects = make_effects(set_up.config, set_up.settings, terminal);
  // Whoever waits for a report does not wait as long as for a token.
  constexpr HttpLimits kLimits{std::chrono::seconds(4), std::chrono::seconds(12)};
  add_network(effects, tls, environment, diagnostics, kLimits);
  const auto checks = examine(set_up, command_line, effects, diagnostics, terminal);
  write_result(streams.out, format_report(checks, command_line.output));
  return find_exit_code(checks);
}

ExitCode carry_out(const CommandLine& command_line, const Environment& environment, Streams streams,
                   const Diagnostics& diagnostics) {
  if (const auto text = text_for(command_line)) {
    write_result(streams.out, *text);
    return ExitCode::Success;
  }
  if (command_line.action == CommandLine::Action::Examine) {
    return carry_out_examination(command_line, environment, streams, diagnostics);
  }
  const Settings settings(environment, command_line.env_file);
  diagnostics.trace(settings.env_file().empty() ? "no env file"
                                                : "env file: " + printable(settings.env_file()));
  const Config config = make_config(command_line, settings);
  for (const std::string& weak_point : find_weak_points(settings)) {
    diagnostics.warning(weak_point);
  }
  TlsContext tls(make_tls_trust(config));
  Effects effects = make_effects(config, settings, is_terminal(streams.err));
  effects.input = streams.in;
  add_network(effects, tls, environment, diagnostics);
  return carry_out({command_line, settings, config, effects, diagnostics}, streams.out);
}

bool wants_colour(const Environment& environment, int fd) {
  const auto no_color = environment.find("NO_COLOR");
  const auto term = environment.find("TERM");
  const bool dumb = term != environment.end() && term->second == "dumb";
  return !dumb && (no_color == environment.end() || no_color->second.empty()) && is_terminal(fd);
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Environment& environment, Streams streams) {
  const bool colour = wants_colour(environment, streams.err);
  try {
    const CommandLine command_line = parse_command_line(arguments);
    const Diagnostics diagnostics(streams.err, command_line.verbosity, colour);
    return static_cast<int>(carry_out(command_line, environment, streams, diagnostics));
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
