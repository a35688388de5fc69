#include "goto_token/command_line/command_line.hpp"

#include <algorithm>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/command_line/raw_options.hpp"
#include "goto_token/command_line/values.hpp"

namespace goto_token {
namespace {

Action parse_command(const std::vector<std::string>& words) {
  if (words.empty()) {
    return Action::FetchToken;
  }
  const CommandName* const command = find_command(words.front());
  if (command == nullptr) {
    fail_usage("unknown command '" + printable(words.front()) + "'",
               "the commands are " + join_words(all_commands(), ", ", &CommandName::name) +
                   "; see goto-token --help");
  }
  return command->action;
}

[[noreturn]] void fail_unknown_option(const std::string& name) {
  const bool asks_for_secret = name.find("secret") != std::string::npos ||
                               name.find("token") != std::string::npos ||
                               name.find("password") != std::string::npos;
  fail_usage("unknown option '" + printable(name) + "'",
             asks_for_secret
                 ? "secrets are never options: set OAUTH_CLIENT_SECRET in the env file or the environment"
                 : "see goto-token --help");
}

/// The shell after `completion`.
std::string parse_shell(const std::vector<std::string>& words) {
  const std::vector<std::string> shells = split_words(find_command(words.front())->words);
  const std::string hint = "write goto-token completion " + shells.front();
  if (words.size() < 2) {
    fail_usage("completion needs one of " + join_words(shells, ", "), hint);
  }
  if (!contains(shells, words[1])) {
    fail_usage("completion: '" + printable(words[1]) + "' is not one of " + join_words(shells, ", "), hint);
  }
  return words[1];
}

/// Makes sure that nothing follows the command but its own words.
void require_no_extra_words(const std::vector<std::string>& words, Action action) {
  const std::size_t expected = action == Action::PrintCompletion ? 2 : 1;
  if (words.size() <= expected) {
    return;
  }
  const std::string word = "'" + printable(words[expected]) + "'";
  if (action == Action::Exec) {
    fail_usage("exec: " + word + " has no '--' in front of it", "write goto-token exec -- COMMAND");
  }
  fail_usage("unexpected argument " + word);
}

/// The formats of the command's result, the default first.
std::vector<std::pair<std::string_view, OutputFormat>> formats_of(Action action) {
  switch (action) {
    case Action::FetchToken:
      return {{"token", OutputFormat::Token},
              {"header", OutputFormat::Header},
              {"env", OutputFormat::Env},
              {"dotenv", OutputFormat::Dotenv},
              {"json", OutputFormat::Json}};
    case Action::ShowStatus:
    case Action::Examine:
      return {{"text", OutputFormat::Text}, {"json", OutputFormat::Json}};
    case Action::LogIn:
    case Action::LogOut:
    case Action::Exec:
    case Action::Init:
    case Action::PrintCompletion:
    case Action::ShowHelp:
    case Action::ShowVersion:
      break;
  }
  return {};
}

OutputFormat parse_output(const RawOptions& raw, Action action) {
  const auto text = raw.value("--output");
  const auto formats = formats_of(action);
  if (!text) {
    return formats.empty() ? OutputFormat::Token : formats.front().second;
  }
  for (const auto& [name, format] : formats) {
    if (*text == name) {
      return format;
    }
  }
  if (formats.empty()) {
    fail_usage("--output: this command prints nothing of its own");
  }
  fail_value("--output", *text,
             "is not one of " + join_words(formats, ", ", [](const auto& known) { return known.first; }));
}

std::optional<std::vector<std::string>> parse_scopes(const RawOptions& raw) {
  if (raw.values("--scope").empty()) {
    return std::nullopt;
  }
  std::vector<std::string> scopes;
  for (const std::string& list : raw.values("--scope")) {
    if (!add_scopes(scopes, list)) {
      fail_value("--scope", list, kNotScopes);
    }
  }
  return scopes;
}

std::optional<std::string> parse_grant(const RawOptions& raw) {
  auto grant = raw.value("--grant");
  const std::vector<std::string> words = split_words(find_option("--grant")->words);
  if (grant && !contains(words, *grant)) {
    fail_value("--grant", *grant, "is not one of " + join_words(words, ", "));
  }
  return grant;
}

std::optional<std::string> parse_profile(const RawOptions& raw) {
  auto profile = raw.value("--profile");
  if (profile && !is_profile_name(*profile)) {
    fail_value("--profile", *profile, kNotProfileName);
  }
  return profile;
}

std::optional<std::string> parse_credential_helper(const RawOptions& raw) {
  auto name = raw.value("--credential-helper");
  if (name && !is_helper_name(*name)) {
    fail_value("--credential-helper", *name, kNotHelperName);
  }
  return name;
}

void require_one_flag(const RawOptions& raw, const std::string& one, const std::string& other) {
  if (raw.given(one) && raw.given(other)) {
    fail_usage(one + " excludes " + other);
  }
}

bool parse_print(const RawOptions& raw, Action action) {
  const bool given = raw.given("--print");
  if (given && action != Action::Init) {
    fail_usage("--print is for init alone", "write goto-token init --print");
  }
  return given;
}

std::optional<std::string> parse_browser(const RawOptions& raw) {
  auto browser = raw.filled_value("--browser");
  if (browser && raw.given("--no-browser")) {
    fail_usage("--browser excludes --no-browser");
  }
  return raw.given("--no-browser") ? "none" : std::move(browser);
}

std::optional<ListenAddress> parse_listen(const RawOptions& raw) {
  const auto text = raw.value("--listen");
  auto address = text ? parse_listen_address(*text) : std::nullopt;
  if (text && !address) {
    fail_value("--listen", *text, "is not ADDRESS or ADDRESS:PORT",
               "write an IP address such as 0.0.0.0:5000, or [::]:5000");
  }
  if (text && raw.given("--paste")) {
    fail_usage("--listen excludes --paste");
  }
  return address;
}

/// Whether the command is about every stored login, and not about one that other options choose.
bool parse_all(const RawOptions& raw, Action action) {
  if (!raw.given("--all")) {
    return false;
  }
  if (action != Action::ShowStatus && action != Action::LogOut) {
    fail_usage("--all is an option of status and logout alone");
  }
  for (const char* const option : {"--profile", "--scope", "--fresh"}) {
    if (raw.options().contains(option)) {
      fail_usage(std::string("--all excludes ") + option);
    }
  }
  return true;
}

CommandLine take_values(const RawOptions& raw, Action action) {
  CommandLine command_line;
  command_line.action = action;
  command_line.scopes = parse_scopes(raw);
  command_line.output = parse_output(raw, action);
  command_line.grant = parse_grant(raw);
  command_line.timeout = raw.seconds("--timeout");
  command_line.min_valid = raw.seconds("--min-valid").value_or(command_line.min_valid);
  command_line.profile = parse_profile(raw);
  command_line.credential_helper = parse_credential_helper(raw);
  command_line.env_file = raw.filled_value("--env-file");
  command_line.ca_file = raw.filled_value("--ca-file");
  command_line.browser = parse_browser(raw);
  command_line.paste = raw.given("--paste");
  command_line.listen = parse_listen(raw);
  command_line.all = parse_all(raw, action);
  require_one_flag(raw, "--fresh", "--refresh");
  command_line.fresh = raw.given("--fresh");
  command_line.refresh = raw.given("--refresh");
  command_line.non_interactive = raw.given("--non-interactive");
  command_line.allow_http = raw.given("--allow-http");
  command_line.print = parse_print(raw, action);
  require_one_flag(raw, "--quiet", "--verbose");
  command_line.quiet = raw.given("--quiet");
  command_line.verbose = raw.given("--verbose");
  command_line.options = raw.options();
  return command_line;
}

/// Our own arguments, and the arguments after `--`, which are the command of `exec`.
struct SplitArguments {
  std::vector<std::string> own;
  bool separated = false;
  std::vector<std::string> exec_command = {};
};

SplitArguments split_at_separator(const std::vector<std::string>& arguments) {
  const auto separator = std::find(arguments.begin(), arguments.end(), "--");
  SplitArguments split{.own = {arguments.begin(), separator}, .separated = separator != arguments.end()};
  if (split.separated) {
    split.exec_command.assign(separator + 1, arguments.end());
  }
  return split;
}

std::vector<std::string> take_exec_command(SplitArguments split, Action action) {
  if (action != Action::Exec && split.separated) {
    fail_usage("unexpected argument '--'");
  }
  const bool named = !split.exec_command.empty() && !split.exec_command.front().empty();
  if (action == Action::Exec && !named) {
    fail_usage("exec needs a command", "write goto-token exec -- COMMAND");
  }
  return std::move(split.exec_command);
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments) {
  SplitArguments split = split_at_separator(arguments);
  const RawOptions raw(split.own);
  CommandLine command_line;
  if (raw.given("--help") || raw.given("--version")) {
    command_line.action = raw.given("--help") ? Action::ShowHelp : Action::ShowVersion;
    return command_line;
  }
  if (raw.unknown_option()) {
    fail_unknown_option(*raw.unknown_option());  // checked first: the next word may be a secret
  }
  const Action action = parse_command(raw.words());
  require_no_extra_words(raw.words(), action);
  command_line = take_values(raw, action);
  if (action == Action::PrintCompletion) {
    command_line.shell = parse_shell(raw.words());
  }
  command_line.exec_command = take_exec_command(std::move(split), action);
  return command_line;
}

std::vector<std::string> output_formats(Action action) {
  std::vector<std::string> names;
  for (const auto& [name, format] : formats_of(action)) {
    names.emplace_back(name);
  }
  return names;
}

}  // namespace goto_token
