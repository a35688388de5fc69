#include "goto_token/app/run.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string_view>
#include <system_error>

#include "goto_token/app/browser_choice.hpp"
#include "goto_token/app/cli.hpp"
#include "goto_token/app/config.hpp"
#include "goto_token/app/diagnostics.hpp"
#include "goto_token/app/effects.hpp"
#include "goto_token/app/flow.hpp"
#include "goto_token/app/metadata_discovery.hpp"
#include "goto_token/app/output.hpp"
#include "goto_token/app/proxy.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/http_client.hpp"
#include "goto_token/io/random.hpp"
#include "goto_token/io/terminal.hpp"

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

std::function<HttpResponse(const HttpRequest&)> make_sender(const TlsTrust& trust,
                                                            const Environment& environment,
                                                            const Diagnostics& diagnostics) {
  return [&](const HttpRequest& request) {
    const auto proxy = choose_proxy(request.url, environment);
    if (proxy) {
      diagnostics.trace("through the proxy " + describe(*proxy));
    }
    return send_http(request, trust, {}, proxy);
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

void report_missing_scopes(const TokenResponse& token, const Config& config, const Diagnostics& diagnostics) {
  const auto missing = find_missing_scopes(token, config.scopes);
  if (!missing.empty()) {
    diagnostics.warning("the server did not grant these scopes: " + printable(join_words(missing)));
  }
}

void fetch_token(const CommandLine& command_line, const Environment& environment, OutputStreams streams,
                 const Diagnostics& diagnostics) {
  const Settings settings(environment, command_line.env_file);
  diagnostics.trace(settings.env_file().empty() ? "no env file"
                                                : "env file: " + printable(settings.env_file()));
  Config config = make_config(command_line, settings);
  for (const std::string& weak_point : find_weak_points(settings)) {
    diagnostics.warning(weak_point);
  }
  const TlsTrust trust(config.ca_file);
  Effects effects = make_effects(config, settings, is_terminal(streams.err));
  effects.send = make_sender(trust, environment, diagnostics);
  const AuthorizationServer server = find_authorization_server(config, effects, diagnostics);
  // A proxy that cannot be used is told before anyone signs in.
  static_cast<void>(choose_proxy(server.token_endpoint, environment));
  config.client.offered = server.client_authentications;
  const TokenResponse token = run_authorization_code_grant(config, server, effects, diagnostics);
  report_missing_scopes(token, config, diagnostics);
  write_result(streams.out, format_token(token, command_line.output, effects.now()).reveal());
}

void carry_out(const CommandLine& command_line, const Environment& environment, OutputStreams streams,
               const Diagnostics& diagnostics) {
  switch (command_line.action) {
    case CommandLine::Action::ShowHelp:
      write_result(streams.out, help_text());
      break;
    case CommandLine::Action::ShowVersion:
      write_result(streams.out, version_text());
      break;
    case CommandLine::Action::FetchToken:
      fetch_token(command_line, environment, streams, diagnostics);
      break;
  }
}

bool wants_colour(const Environment& environment, int fd) {
  const auto no_color = environment.find("NO_COLOR");
  return (no_color == environment.end() || no_color->second.empty()) && is_terminal(fd);
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Environment& environment, OutputStreams streams) {
  const bool colour = wants_colour(environment, streams.err);
  try {
    const CommandLine command_line = parse_command_line(arguments);
    carry_out(command_line, environment, streams, Diagnostics(streams.err, command_line.verbosity, colour));
    return static_cast<int>(ExitCode::Success);
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
