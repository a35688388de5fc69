#include "goto_token/app/cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "goto_token/app/values.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

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

CommandLine::Action parse_command(const std::optional<std::string>& command) {
  using Action = CommandLine::Action;
  constexpr std::array<std::pair<std::string_view, Action>, 3> kCommands = {
      {{"login", Action::LogIn}, {"logout", Action::LogOut}, {"status", Action::ShowStatus}}};
  if (!command) {
    return Action::FetchToken;
  }
  const auto* const found = std::find_if(kCommands.begin(), kCommands.end(),
                                         [&command](const auto& known) { return known.first == *command; });
  if (found == kCommands.end()) {
    refuse("unknown command '" + printable(*command) + "'",
           "the commands are login, logout and status; see goto-token --help");
  }
  return found->second;
}

/// The formats that make sense for the command, the default first.
std::vector<std::pair<std::string_view, OutputFormat>> formats_of(CommandLine::Action action) {
  switch (action) {
    case CommandLine::Action::FetchToken:
      return {{"token", OutputFormat::Token}, {"json", OutputFormat::Json}};
    case CommandLine::Action::ShowStatus:
      return {{"text", OutputFormat::Text}, {"json", OutputFormat::Json}};
    default:
      return {};
  }
}

OutputFormat parse_output(const std::optional<std::string>& text, CommandLine::Action action) {
  const auto formats = formats_of(action);
  if (!text) {
    return formats.empty() ? OutputFormat::Token : formats.front().second;
  }
  std::string names;
  for (const auto& [name, format] : formats) {
    if (*text == name) {
      return format;
    }
    names.append(names.empty() ? "" : ", ").append(name);
  }
  refuse(formats.empty() ? "--output: this command prints nothing"
                         : "--output: '" + printable(*text) + "' is not one of " + names);
}

std::optional<std::chrono::seconds> parse_seconds_of(const std::string& option,
                                                     const std::optional<std::string>& text) {
  if (!text) {
    return std::nullopt;
  }
  const auto seconds = parse_seconds(*text);
  if (!seconds) {
    refuse(option + ": '" + printable(*text) + "' is not a whole number of seconds");
  }
  return seconds;
}

constexpr std::array<std::string_view, 8> kFlags = {
    "--fresh", "--non-interactive", "--no-browser", "--allow-http",
    "--quiet", "--verbose",         "--version",    "--help"};
constexpr std::array<std::string_view, 10> kValueOptions = {
    "--profile", "--min-valid", "-s",        "--scope",   "--env-file",
    "-o",        "--output",    "--browser", "--timeout", "--ca-file"};

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
  std::optional<std::string> command;
  std::optional<std::string> output;
  std::optional<std::string> timeout;
  std::optional<std::string> min_valid;
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
  app.add_option("command", raw.command);
  app.add_option("-s,--scope", raw.scopes)->join(' ');
  app.add_option("--env-file", command_line.env_file)->multi_option_policy(last);
  app.add_option("-o,--output", raw.output)->multi_option_policy(last);
  auto* const browser = app.add_option("--browser", command_line.browser)->multi_option_policy(last);
  app.add_flag("--no-browser", raw.no_browser)->excludes(browser);
  app.add_option("--timeout", raw.timeout)->multi_option_policy(last);
  app.add_option("--ca-file", command_line.ca_file)->multi_option_policy(last);
  app.add_option("--profile", command_line.profile)->multi_option_policy(last);
  app.add_option("--min-valid", raw.min_valid)->multi_option_policy(last);
  app.add_flag("--fresh", command_line.fresh);
  app.add_flag("--non-interactive", command_line.non_interactive);
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
  command_line.action = parse_command(raw.command);
  command_line.output = parse_output(raw.output, command_line.action);
  command_line.timeout = parse_seconds_of("--timeout", raw.timeout);
  command_line.min_valid = parse_seconds_of("--min-valid", raw.min_valid).value_or(command_line.min_valid);
  if (command_line.profile && !is_profile_name(*command_line.profile)) {
    refuse("--profile: '" + printable(*command_line.profile) +
           "' is not a name of letters, digits, '.', '_' and '-'");
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

}  // namespace goto_token
