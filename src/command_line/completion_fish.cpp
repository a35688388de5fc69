#include "goto_token/base/text.hpp"
#include "goto_token/command_line/completion.hpp"

namespace goto_token {
namespace {

constexpr const char* kScript =
    R"script(# fish completion for goto-token. To load it: goto-token completion fish | source

# The words before the cursor that are neither options nor their values, up to a `--`.
function __goto_token_words
    set -l value no
    for token in (commandline -opc)[2..-1]
        if test "$token" = --
            return
        else if test $value = yes
            set value no
        else if contains -- "$token" @TAKE_VALUES@
            set value yes
        else if not string match -q -- '-*' "$token"
            printf '%s\n' "$token"
        end
    end
end

# Whether this is the command. An empty name is the bare command.
function __goto_token_command_is
    set -l words (__goto_token_words)
    test "$words[1]" = "$argv[1]"
end

# Whether the command is one of these.
function __goto_token_command_in
    set -l words (__goto_token_words)
    contains -- "$words[1]" $argv
end

# Whether so many words are before the cursor, and no `--`.
function __goto_token_at
    set -l words (__goto_token_words)
    test (count $words) -eq $argv[1]; and not contains -- -- (commandline -opc)
end

# The shell's own completion of the command line after `--`.
function __goto_token_exec
    set -l tokens (commandline -opc)
    set -l separator (contains -i -- -- $tokens)
    set -e tokens[1..$separator]
    complete -C (string join -- ' ' (string escape -- $tokens) (commandline -ct))
end

# The shell's own completion of an option's value that is a command line.
function __goto_token_command_line
    complete -C (string replace -r '^--[a-z-]+=' '' -- (commandline -ct))
end

complete -c goto-token -f
complete -c goto-token -n '__goto_token_command_is exec; and contains -- -- (commandline -opc)' -a '(__goto_token_exec)'
complete -c goto-token -n '__goto_token_command_is exec; and __goto_token_at 1' -a '--' -d 'the command follows'
@COMMANDS@@OPTIONS@)script";

/// The quoted condition as an option of `complete`; empty without a condition.
std::string when(const std::string& condition) {
  return condition.empty() ? "" : " -n " + quote_for_shell(condition);
}

/// The `complete` of one option under a condition. @param values options of `complete` for its value.
std::string line_of(const Option& option, const std::string& condition, const std::string& values) {
  const std::string letter = option.letter == '\0' ? "" : std::string(" -s ") + option.letter;
  return "complete -c goto-token" + when(condition) + letter + " -l " + std::string(option.name.substr(2)) +
         values + " -d " + quote_for_shell(option.about) + "\n";
}

/// The condition that the option belongs to the command.
std::string condition_of(const Option& option) {
  const std::string bare = option.commands.contains(Action::FetchToken) ? " \"\"" : "";
  return "__goto_token_command_in" + bare + " " + join_words(commands_of(option));
}

/// One line for each command with words of its own.
std::string word_lines_of(const Option& option) {
  std::string lines;
  for (const auto& [command, words] : words_by_command(option)) {
    const std::string condition =
        command == "*" ? condition_of(option) : "__goto_token_command_is \"" + command + "\"";
    lines += line_of(option, condition, " -x -a " + quote_for_shell(words));
  }
  return lines;
}

std::string lines_of(const Option& option) {
  switch (option.value) {
    case OptionValue::None:
      break;
    case OptionValue::Text:
      return line_of(option, condition_of(option), " -x");
    case OptionValue::File:
      return line_of(option, condition_of(option), " -r -F");
    case OptionValue::Command:
      return line_of(option, condition_of(option), " -x -a '(__goto_token_command_line)'");
    case OptionValue::Word:
      return word_lines_of(option);
  }
  return line_of(option, condition_of(option), "");
}

}  // namespace

std::string make_fish_completion() {
  std::string options;
  std::vector<std::string> with_value;
  for (const Option& option : all_options()) {
    options += lines_of(option);
    if (option.value != OptionValue::None) {
      const std::vector<std::string> forms = forms_of(option);
      with_value.insert(with_value.end(), forms.begin(), forms.end());
    }
  }
  std::string commands;
  for (const CommandName& command : all_commands()) {
    const std::string name(command.name);
    commands += "complete -c goto-token -n '__goto_token_at 0' -a " + name + " -d " +
                quote_for_shell(command.about) + "\n";
    if (const std::string following = words_after(command); !following.empty()) {
      commands += "complete -c goto-token" +
                  when("__goto_token_command_is " + name + "; and __goto_token_at 1") + " -a " +
                  quote_for_shell(following) + "\n";
    }
  }
  return fill_in(
      kScript, {{"@TAKE_VALUES@", join_words(with_value)}, {"@COMMANDS@", commands}, {"@OPTIONS@", options}});
}

}  // namespace goto_token
