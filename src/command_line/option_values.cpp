#include "goto_token/command_line/option_values.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "goto_token/base/near_miss.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/command_line/request_parameters.hpp"
#include "goto_token/command_line/values.hpp"

namespace goto_token {
namespace {

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

[[noreturn]] void fail_word(const std::string& option, const std::string& value,
                            const std::vector<std::string>& words) {
  fail_value(option, value, "is not one of " + join_words(words, ", "), hint_at_nearest(value, words));
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
  fail_word("--output", *text, output_formats(action));
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

/// @throws Error{Usage} where there is an objection.
void require_none(const std::string& option, const std::optional<Objection>& objection) {
  if (objection) {
    fail_value(option, objection->shown, objection->why, objection->hint);
  }
}

/// Makes sure that one value is left where several may be meant together, of which only the last would count.
void require_one_value(const RawOptions& raw, const std::string& option) {
  const auto& values = raw.values(option);
  if (std::any_of(values.begin(), values.end(), [&](const auto& value) { return value != values.back(); })) {
    fail_usage(option + " takes one value, and several are given", "leave all but one out");
  }
}

std::optional<std::string> parse_audience(const RawOptions& raw) {
  require_one_value(raw, "--audience");
  auto audience = raw.value("--audience");
  if (audience) {
    require_none("--audience", object_to_audience(*audience));
  }
  return audience;
}

/// All values of an option, joined by `add`; nullopt when it was not given.
template <typename List, typename Add>
std::optional<List> parse_list(const RawOptions& raw, const std::string& option, const Add& add) {
  if (raw.values(option).empty()) {
    return std::nullopt;
  }
  List list;
  for (const std::string& value : raw.values(option)) {
    require_none(option, add(list, value));
  }
  return list;
}

std::optional<FormParameters> parse_parameters(const RawOptions& raw, const std::string& option,
                                               ExtensibleRequest request) {
  return parse_list<FormParameters>(raw, option, [request](FormParameters& list, const std::string& value) {
    return add_parameter(list, value, request);
  });
}

std::optional<std::string> parse_grant(const RawOptions& raw) {
  auto grant = raw.value("--grant");
  const std::vector<std::string> words = split_words(find_option("--grant")->words);
  if (grant && !contains(words, *grant)) {
    fail_word("--grant", *grant, words);
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

std::optional<std::string> parse_browser(const RawOptions& raw) {
  auto browser = raw.filled_value("--browser");
  if (browser && raw.given("--no-browser")) {
    fail_usage("--browser excludes --no-browser");
  }
  return raw.given("--no-browser") ? "none" : std::move(browser);
}

std::optional<ListenAddress> parse_listen(const RawOptions& raw) {
  require_one_value(raw, "--listen");
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
bool parse_all(const RawOptions& raw) {
  if (!raw.given("--all")) {
    return false;
  }
  for (const char* const option : {"--profile", "--scope", "--audience", "--resource", "--fresh"}) {
    if (raw.options().contains(option)) {
      fail_usage(std::string("--all excludes ") + option);
    }
  }
  return true;
}

/// Makes sure that no option is given that belongs to other commands alone.
void require_own_options(const std::set<std::string_view>& given, Action action) {
  for (const std::string_view name : given) {
    const Option& option = *find_option(name);
    if (!option.alone || option.commands.contains(action)) {
      continue;
    }
    const std::vector<std::string> owners = commands_of(option);
    // With several, one would be proposed that was not meant, such as to end every login.
    const bool has_one_owner = owners.size() == 1;
    fail_usage(std::string(name) + " is for " + join_words(owners, " and ") + " alone",
               has_one_owner ? "write goto-token " + owners.front() + " " + std::string(name) : "");
  }
}

}  // namespace

CommandLine take_option_values(const RawOptions& raw, Action action) {
  CommandLine command_line;
  command_line.action = action;
  command_line.options = raw.options();
  require_own_options(command_line.options, action);
  command_line.scopes = parse_scopes(raw);
  command_line.audience = parse_audience(raw);
  command_line.resources = parse_list<std::vector<std::string>>(raw, "--resource", add_resources);
  command_line.authorize_params =
      parse_parameters(raw, "--authorize-param", ExtensibleRequest::Authorization);
  command_line.token_params = parse_parameters(raw, "--token-param", ExtensibleRequest::Token);
  command_line.output = parse_output(raw, action);
  command_line.grant = parse_grant(raw);
  command_line.timeout = raw.duration("--timeout");
  command_line.min_valid = raw.duration("--min-valid").value_or(command_line.min_valid);
  command_line.profile = parse_profile(raw);
  command_line.credential_helper = parse_credential_helper(raw);
  command_line.env_file = raw.filled_value("--env-file");
  require_one_value(raw, "--ca-file");
  command_line.ca_file = raw.filled_value("--ca-file");
  command_line.browser = parse_browser(raw);
  command_line.paste = raw.given("--paste");
  command_line.listen = parse_listen(raw);
  command_line.all = parse_all(raw);
  require_one_flag(raw, "--fresh", "--refresh");
  command_line.fresh = raw.given("--fresh");
  command_line.refresh = raw.given("--refresh");
  command_line.non_interactive = raw.given("--non-interactive");
  command_line.allow_http = raw.given("--allow-http");
  command_line.print = raw.given("--print");
  require_one_flag(raw, "--quiet", "--verbose");
  command_line.quiet = raw.given("--quiet");
  command_line.verbose = raw.given("--verbose");
  return command_line;
}

std::string hint_at_nearest(const std::string& typed, const std::vector<std::string>& words) {
  const auto nearest = find_nearest(typed, words);
  const auto meant = nearest ? nearest : find_abbreviated(typed, words);
  return meant ? "did you mean " + *meant + "?" : "";
}

std::vector<std::string> output_formats(Action action) {
  std::vector<std::string> names;
  for (const auto& [name, format] : formats_of(action)) {
    names.emplace_back(name);
  }
  return names;
}

}  // namespace goto_token
