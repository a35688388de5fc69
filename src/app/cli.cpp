#include "goto_token/app/cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <span>

#include "goto_token/app/values.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kHelp = R"(Usage: goto-token [options]

Gets an OAuth 2.0 access token: opens the authorization server's sign-in page in
a browser, waits for the answer on a loopback address, and prints the token.

  export OAUTH_CLIENT_ID=...             # or put it into ./.env
  TOKEN=$(goto-token --scope messaging.v1.send)

Options:
  -s, --scope SCOPE      scope to ask for; repeatable, or several with spaces
      --env-file PATH    read this file instead of ./.env or
                         ~/.config/goto-token/.env
  -o, --output FORMAT    token (default) or json
      --browser COMMAND  open the sign-in page with this command; %s in it stands
                         for the address, else it is added at the end
      --no-browser       only print the address (the same as --browser none)
      --timeout SECONDS  how long to wait for the sign-in (300; 0: for ever)
      --ca-file PATH     trust these PEM certificates as well as the system's
      --allow-http       allow plain http to servers that are not on loopback
  -q, --quiet            only errors and the address to open, on stderr
  -v, --verbose          also say each step, without secrets, on stderr
      --version          print the version
  -h, --help             print this help

No option takes a secret. Keys for the environment or the env file:
  OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET (or OAUTH_CLIENT_SECRET_FILE),
  OAUTH_SERVICE_URL, OAUTH_ISSUER, OAUTH_REDIRECT_URI, OAUTH_SCOPE,
  OAUTH_CLIENT_AUTH, OAUTH_AUTHORIZATION_ENDPOINT, OAUTH_TOKEN_ENDPOINT,
  OAUTH_CA_FILE, OAUTH_TIMEOUT

Exit status: 0 success, 1 other failure, 2 usage, 3 configuration,
  4 authorization refused, 5 timed out waiting, 6 token endpoint refused,
  7 network or TLS, 8 cannot listen, 130/143/129 on SIGINT/SIGTERM/SIGHUP
)";

[[noreturn]] void refuse(const std::string& what, const std::string& hint = "see goto-token --help") {
  throw Error(ExitCode::Usage, what, hint);
}

/// The option's name without a value written behind `=`, which may be a secret.
std::string option_name(const std::string& argument) {
  return argument.substr(0, argument.find('='));
}

[[noreturn]] void refuse_unknown(const std::string& argument) {
  if (!argument.starts_with('-') || argument == "--") {
    refuse("unexpected argument '" + printable(argument) + "'");
  }
  const std::string name = option_name(argument);
  const bool asks_for_secret = name.find("secret") != std::string::npos ||
                               name.find("token") != std::string::npos ||
                               name.find("password") != std::string::npos;
  refuse("unknown option '" + printable(name) + "'",
         asks_for_secret
             ? "secrets are never options: set OAUTH_CLIENT_SECRET in the env file or the environment"
             : "see goto-token --help");
}

[[noreturn]] void refuse_misused(const CLI::ParseError& error) {
  const std::string text = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    refuse(printable(text.substr(0, text.find(':'))) + " needs a value");
  }
  refuse(printable(text));
}

OutputFormat parse_output(const std::string& text) {
  if (text == "token") {
    return OutputFormat::Token;
  }
  if (text == "json") {
    return OutputFormat::Json;
  }
  refuse("--output: '" + printable(text) + "' is not one of token, json");
}

constexpr std::array<std::string_view, 6> kFlags = {"--no-browser", "--allow-http", "--quiet",
                                                    "--verbose",    "--version",    "--help"};
constexpr std::array<std::string_view, 8> kValueOptions = {
    "-s", "--scope", "--env-file", "-o", "--output", "--browser", "--timeout", "--ca-file"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What CLI11 lets pass although its author meant something else: a value behind a flag, `--option=`, for
/// which it takes the next argument, and another option in the place of a value.
void refuse_misplaced_values(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const std::string name = option_name(argument);
    const bool has_value = name.size() < argument.size();
    if (has_value && is_one_of(kFlags, name)) {
      refuse(name + " takes no value");
    }
    const bool is_next_option =
        i + 1 < arguments.size() && arguments[i + 1].starts_with('-') && arguments[i + 1].size() > 1;
    const bool empty =
        has_value ? argument.ends_with('=') && name.size() + 1 == argument.size() : is_next_option;
    if (empty && is_one_of(kValueOptions, name)) {
      refuse(name + " needs a value", "a value that begins with a dash is written " + name + "=VALUE");
    }
  }
}

struct RawOptions {
  std::optional<std::string> scopes;  // of every --scope, with a space between
  std::string output = "token";
  std::optional<std::string> timeout;
  bool no_browser = false;
  bool quiet = false;
  bool verbose = false;
  bool help = false;
  bool version = false;
};

void declare_options(CLI::App& app, RawOptions& raw, CommandLine& command_line) {
  app.set_help_flag();
  app.allow_extras();
  const auto last = CLI::MultiOptionPolicy::TakeLast;
  app.add_option("-s,--scope", raw.scopes)->join(' ');
  app.add_option("--env-file", command_line.env_file)->multi_option_policy(last);
  app.add_option("-o,--output", raw.output)->multi_option_policy(last);
  auto* const browser = app.add_option("--browser", command_line.browser)->multi_option_policy(last);
  app.add_flag("--no-browser", raw.no_browser)->excludes(browser);
  app.add_option("--timeout", raw.timeout)->multi_option_policy(last);
  app.add_option("--ca-file", command_line.ca_file)->multi_option_policy(last);
  app.add_flag("--allow-http", command_line.allow_http);
  auto* const quiet = app.add_flag("-q,--quiet", raw.quiet);
  app.add_flag("-v,--verbose", raw.verbose)->excludes(quiet);
  app.add_flag("--version", raw.version);
  app.add_flag("-h,--help", raw.help);
}

void refuse_empty(const std::optional<std::string>& value, const std::string& name) {
  if (value && value->empty()) {
    refuse(name + " needs a value");
  }
}

void take_values(const RawOptions& raw, CommandLine& command_line) {
  if (raw.scopes) {
    command_line.scopes.emplace();
    if (!add_scopes(*command_line.scopes, *raw.scopes)) {
      refuse("--scope: '" + printable(*raw.scopes) + "' holds a character that no scope may hold");
    }
  }
  command_line.output = parse_output(raw.output);
  if (raw.timeout) {
    command_line.timeout = parse_seconds(*raw.timeout);
    if (!command_line.timeout) {
      refuse("--timeout: '" + printable(*raw.timeout) + "' is not a whole number of seconds");
    }
  }
  refuse_empty(command_line.env_file, "--env-file");
  refuse_empty(command_line.browser, "--browser");
  refuse_empty(command_line.ca_file, "--ca-file");
  if (raw.no_browser) {
    command_line.browser = "none";
  }
  command_line.verbosity = raw.quiet     ? Verbosity::Quiet
                           : raw.verbose ? Verbosity::Verbose
                                         : Verbosity::Normal;
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments) {
  CLI::App app;
  RawOptions raw;
  CommandLine command_line;
  declare_options(app, raw, command_line);
  refuse_misplaced_values(arguments);
  try {
    app.parse(
        std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the back
  } catch (const CLI::ParseError& error) {
    refuse_misused(error);
  }
  const std::vector<std::string> unknown = app.remaining();
  if (raw.help) {
    command_line.action = CommandLine::Action::ShowHelp;
  } else if (raw.version) {
    command_line.action = CommandLine::Action::ShowVersion;
  } else if (!unknown.empty()) {
    refuse_unknown(unknown.front());
  } else {
    take_values(raw, command_line);
  }
  return command_line;
}

std::string_view help_text() noexcept {
  return kHelp;
}

std::string_view version_text() noexcept {
  return "goto-token " GOTO_TOKEN_VERSION "\n";
}

}  // namespace goto_token
