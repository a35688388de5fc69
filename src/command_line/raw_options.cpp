#include "goto_token/command_line/raw_options.hpp"

#include <algorithm>

#include "cli11.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/command_line/unknown_option.hpp"
#include "goto_token/command_line/values.hpp"

namespace goto_token {
namespace {

std::string option_name(const std::string& argument) {
  return argument.substr(0, argument.find('='));
}

[[noreturn]] void fail_parse(const CLI::ParseError& error) {
  const std::string text = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    fail_usage(printable(text.substr(0, text.find(':'))) + " needs a value");
  }
  fail_usage(printable(text));
}

/// Checks the value of one option. CLI11 accepts a value after a flag, takes the next argument as the value
/// of
/// `--option=`, and takes another option as a value; the user meant none of these.
/// @param next the argument after it; empty at the end.
void check_option_value(const Option& option, const std::string& argument, std::string_view next) {
  const std::string name = option_name(argument);
  const bool has_value = name.size() < argument.size();
  if (option.value == OptionValue::None) {
    if (has_value) {
      fail_usage(name + " takes no value");
    }
    return;
  }
  const bool is_empty = has_value && name.size() + 1 == argument.size();
  const bool option_follows = next.starts_with('-') && next.size() > 1;
  if (is_empty) {
    fail_usage(name + " needs a value");
  }
  if (!has_value && option_follows) {
    fail_usage(name + " needs a value", "a value that begins with a dash is written " + name + "=VALUE");
  }
}

void check_option_values(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (const Option* const option = find_option(option_name(arguments[i]))) {
      check_option_value(*option, arguments[i], i + 1 < arguments.size() ? arguments[i + 1] : "");
    }
  }
}

/// Both forms, as CLI11 expects them.
std::string names_of(const Option& option) {
  const std::string name(option.name);
  return option.letter == '\0' ? name : std::string("-") + option.letter + "," + name;
}

/// Whether the option may be one of the arguments: in its long form, or with its letter in a cluster such as
/// `-qv`. True for too many is harmless.
bool may_be_among(const std::vector<std::string>& arguments, const Option& option) {
  return std::any_of(arguments.begin(), arguments.end(), [&option](const std::string& argument) {
    const bool is_cluster = argument.starts_with('-') && !argument.starts_with("--");
    return is_cluster ? option.letter != '\0' && argument.find(option.letter) != std::string::npos
                      : argument.starts_with(option.name);
  });
}

}  // namespace

RawOptions::RawOptions(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    return;
  }
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  // CLI11 takes longer to build an option than everything else takes for a stored token, so only those that
  // may have been given are built. CLI11 keeps pointers to the map's nodes, which do not move.
  for (const Option& option : all_options()) {
    if (!may_be_among(arguments, option)) {
      continue;
    }
    Raw& raw = options_[option.name];
    if (option.value == OptionValue::None) {
      app.add_flag(names_of(option), raw.given);
    } else {
      app.add_option(names_of(option), raw.values)->take_all()->allow_extra_args(false);
    }
  }
  check_option_values(arguments);
  try {
    app.parse(
        std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 reads them from the end
  } catch (const CLI::ParseError& error) {
    fail_parse(error);
  }
  for (const std::string& extra : app.remaining()) {
    if (!extra.starts_with('-')) {
      words_.push_back(extra);
    } else if (!unknown_option_) {
      unknown_option_ = name_of_unknown(extra);
    }
  }
  const auto one_dash = std::find_if(arguments.begin(), arguments.end(), is_long_form_with_one_dash);
  if (one_dash != arguments.end()) {
    unknown_option_ = name_of_unknown(*one_dash);
  }
}

bool RawOptions::given(std::string_view flag) const {
  const auto found = options_.find(flag);
  return found != options_.end() && found->second.given;
}

std::set<std::string_view> RawOptions::options() const {
  std::set<std::string_view> given;
  for (const auto& [name, raw] : options_) {
    if (raw.given || !raw.values.empty()) {
      given.insert(name);
    }
  }
  return given;
}

const std::vector<std::string>& RawOptions::values(std::string_view option) const {
  static const std::vector<std::string> none;
  const auto found = options_.find(option);
  return found == options_.end() ? none : found->second.values;
}

std::optional<std::string> RawOptions::value(std::string_view option) const {
  const auto& all = values(option);
  return all.empty() ? std::nullopt : std::optional(all.back());
}

std::optional<std::string> RawOptions::filled_value(const std::string& option) const {
  auto last = value(option);
  if (last && last->empty()) {
    fail_usage(option + " needs a value");
  }
  return last;
}

std::optional<std::chrono::seconds> RawOptions::duration(const std::string& option) const {
  const auto text = value(option);
  const auto parsed = text ? parse_duration(*text) : std::nullopt;
  if (text && !parsed) {
    fail_value(option, *text, kNotDuration);
  }
  return parsed;
}

void fail_usage(const std::string& what, const std::string& hint) {
  throw Error(ExitCode::Usage, what, hint);
}

void fail_value(const std::string& option, const std::string& value, std::string_view why,
                const std::string& hint) {
  fail_usage(option + ": '" + printable(value) + "' " + std::string(why), hint);
}

}  // namespace goto_token
