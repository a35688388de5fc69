#include "goto_token/command_line/command_line.hpp"

#include <algorithm>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/option_values.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/command_line/raw_options.hpp"
#include "goto_token/command_line/unknown_option.hpp"

namespace goto_token {
namespace {

constexpr const char* kExecHint = "write goto-token exec -- COMMAND";

/// The word, fit for a message. What follows a `=` may be a secret.
std::string quote_word(const std::string& word) {
  const std::size_t equals = std::min(word.find('='), word.size());
  return "'" + printable(word.substr(0, equals)) + (equals < word.size() ? "=…'" : "'");
}

Action parse_command(const std::string& word) {
  if (const CommandName* const command = find_command(word)) {
    return command->action;
  }
  if (contains(word, '=')) {
    fail_usage("unknown command " + quote_word(word),
               "a variable stands before goto-token, or in the env file");
  }
  const std::vector<std::string> names = command_names();
  const bool is_option = find_option("--" + word) != nullptr;  // such as `goto-token version`
  const std::string nearest = is_option ? "did you mean --" + word + "?" : hint_at_nearest(word, names);
  fail_usage(
      "unknown command '" + printable(word) + "'",
      nearest.empty() ? "the commands are " + join_words(names, ", ") + "; see goto-token --help" : nearest);
}

/// The shell after `completion`.
std::string parse_shell(const std::vector<std::string>& words) {
  const std::vector<std::string> shells = split_words(find_command(words.front())->words);
  const std::string known = join_words(shells, ", ");
  if (words.size() < 2) {
    fail_usage("completion needs one of " + known);
  }
  if (!contains(shells, words[1])) {
    fail_usage("completion: '" + printable(words[1]) + "' is not one of " + known,
               hint_at_nearest(words[1], shells));
  }
  return words[1];
}

/// The command after `help`; the bare one when there is none.
Action parse_help_topic(const std::vector<std::string>& words) {
  return words.size() > 1 ? parse_command(words[1]) : Action::FetchToken;
}

/// The command that `--help` among these words asks about; the bare one when they name none.
Action find_help_topic(const std::vector<std::string>& words) {
  const auto find = [&words](std::size_t i) { return i < words.size() ? find_command(words[i]) : nullptr; };
  const CommandName* topic = find(0);
  if (topic != nullptr && topic->action == Action::ShowHelp && find(1) != nullptr) {
    topic = find(1);
  }
  return topic == nullptr ? Action::FetchToken : topic->action;
}

/// Makes sure that nothing follows the command but its own words.
void require_no_extra_words(const std::vector<std::string>& words, Action action) {
  const std::size_t expected = action == Action::PrintCompletion || action == Action::ShowHelp ? 2 : 1;
  if (words.size() <= expected) {
    return;
  }
  const std::string word = quote_word(words[expected]);
  if (action == Action::Exec) {
    fail_usage("exec: " + word + " has no '--' in front of it", kExecHint);
  }
  fail_usage("unexpected argument " + word);
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
    fail_usage("exec needs a command", kExecHint);
  }
  return std::move(split.exec_command);
}

CommandLine parse(const std::vector<std::string>& arguments) {
  SplitArguments split = split_at_separator(arguments);
  const RawOptions raw(split.own);
  CommandLine command_line;
  if (raw.given("--help") || raw.given("--version")) {
    command_line.action = raw.given("--help") ? Action::ShowHelp : Action::ShowVersion;
    command_line.help_topic = find_help_topic(raw.words());
    return command_line;
  }
  if (raw.unknown_option()) {  // checked first: the next word may be a secret
    const bool lacks_separator = !split.separated && find_help_topic(raw.words()) == Action::Exec;
    fail_unknown_option(*raw.unknown_option(), lacks_separator ? kExecHint : "");
  }
  const Action action = raw.words().empty() ? Action::FetchToken : parse_command(raw.words().front());
  require_no_extra_words(raw.words(), action);
  command_line = take_option_values(raw, action);
  if (action == Action::PrintCompletion) {
    command_line.shell = parse_shell(raw.words());
  }
  if (action == Action::ShowHelp) {
    command_line.help_topic = parse_help_topic(raw.words());
  }
  command_line.exec_command = take_exec_command(std::move(split), action);
  return command_line;
}

/// The command of arguments that could not be parsed: the first word that is no option and no option's value.
/// The bare command when there is none.
Action guess_command(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (!arguments[i].starts_with('-')) {
      const CommandName* const command = find_command(arguments[i]);
      return command == nullptr ? Action::FetchToken : command->action;
    }
    const Option* const option = find_option(arguments[i]);
    i += option != nullptr && option->value != OptionValue::None ? 1 : 0;
  }
  return Action::FetchToken;
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments) {
  try {
    return parse(arguments);
  } catch (const Error& error) {
    throw Error(error.code(), error.what(), error.hint_or(help_hint(guess_command(arguments))));
  }
}

std::string help_hint(Action action) {
  const CommandName* const command = find_command(action);
  return "see goto-token " + (command == nullptr ? "" : std::string(command->name) + " ") + "--help";
}

}  // namespace goto_token
