#include "goto_token/base/text.hpp"
#include "goto_token/command_line/completion.hpp"

namespace goto_token {
namespace {

/// Works without the bash-completion package, and in bash 3.2.
constexpr const char* kScript =
    R"script(# bash completion for goto-token. To load it: eval "$(goto-token completion bash)"

# _goto_token_words WORDS PREFIX TYPED: offers the words that begin with the text typed after the prefix.
_goto_token_words() {
  local IFS=$' \t\n'
  COMPREPLY=($(compgen -W "$1" -P "$2" -- "$3")) || true
}

# _goto_token_lines KIND PREFIX TYPED: the same for files (-f) and commands (-c), which may hold blanks.
_goto_token_lines() {
  local line kind=$1
  if [[ $3 == */* ]]; then kind=-f; fi
  if [[ $kind == -f ]]; then compopt -o filenames 2>/dev/null || true; fi
  while IFS= read -r line; do
    if [[ -n $line ]]; then COMPREPLY+=("$2$line"); fi
  done <<<"$(compgen "$kind" -- "$3")"
}

# _goto_token_value OPTION COMMAND PREFIX TYPED: the values of the option.
_goto_token_value() {
  case $1:$2 in
@VALUES@  esac
}

# _goto_token_exec FIRST: the command that begins at this word, and its arguments.
_goto_token_exec() {
  if declare -F _comp_command_offset >/dev/null; then
    _comp_command_offset "$1"
  elif declare -F _command_offset >/dev/null; then
    _command_offset "$1"
  elif ((COMP_CWORD == $1)); then
    _goto_token_lines -c '' "${COMP_WORDS[COMP_CWORD]-}"
  else
    _goto_token_lines -f '' "${COMP_WORDS[COMP_CWORD]-}"
  fi
}

_goto_token() {
  local typed=${COMP_WORDS[COMP_CWORD]-} option='' command='' prefix='' word i count=0
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == -- ]]; then
      if [[ $command == exec ]]; then _goto_token_exec $((i + 1)); fi
      return 0
    elif [[ $word == '=' && ${COMP_WORDS[i - 1]} == --?* ]]; then
      continue # bash splits --option=value into three words
    elif [[ -n $option ]]; then
      option=''
      continue
    fi
    case $word in
      @TAKE_VALUES@) option=$word ;;
      -?*) ;;
      *) command=${command:-$word} count=$((count + 1)) ;;
    esac
  done
  if [[ -z $option ]]; then
    case $typed in
      --*=*) option=${typed%%=*} prefix=$option= ;;
      -[@LETTERS@]?*) option=${typed:0:2} prefix=$option ;;
    esac
    typed=${typed#"$prefix"}
  elif [[ $typed == '=' && ${COMP_WORDS[COMP_CWORD - 1]} == --* ]]; then
    typed=''
  fi
  if [[ -n $option ]]; then
    _goto_token_value "$option" "$command" "$prefix" "$typed"
    return 0
  fi
  local words=''
  case $command in
@OPTIONS@  esac
  case $typed:$command:$count in
    -*:exec:*) words+=' --' ;;
    -*) ;;
    *::0) words='@COMMANDS@' ;;
@AFTER@    *:exec:1) words='--' ;;
  esac
  _goto_token_words "$words" '' "$typed"
}

complete -F _goto_token goto-token
)script";

/// The arm of `case OPTION:COMMAND` that offers the words.
std::string arm_of(const Option& option, const CommandWords& offered) {
  std::vector<std::string> patterns;
  for (const std::string& form : forms_of(option)) {
    patterns.push_back(form + ":" + offered.command);
  }
  return "    " + join_words(patterns, " | ") + ") _goto_token_words " + quote_for_shell(offered.words) +
         " \"$3\" \"$4\" ;;\n";
}

std::string values_of(const Option& option) {
  const std::string name(option.name);
  switch (option.value) {
    case OptionValue::File:
      return "    " + name + ":*) _goto_token_lines -f \"$3\" \"$4\" ;;\n";
    case OptionValue::Command:
      return "    " + name + ":*) _goto_token_lines -c \"$3\" \"$4\" ;;\n";
    case OptionValue::Word: {
      std::string arms;
      for (const CommandWords& offered : words_by_command(option)) {
        arms += arm_of(option, offered);
      }
      return arms;
    }
    case OptionValue::None:
    case OptionValue::Text:
      break;
  }
  return {};
}

/// The arm of `case COMMAND` that offers the command's options.
std::string options_arm(std::string_view command, Action action) {
  std::vector<std::string> forms;
  for (const Option& option : all_options()) {
    if (option.commands.contains(action)) {
      const std::vector<std::string> both = forms_of(option);
      forms.insert(forms.end(), both.begin(), both.end());
    }
  }
  return "    " + (command.empty() ? "''" : std::string(command)) +
         ") words=" + quote_for_shell(join_words(forms)) + " ;;\n";
}

}  // namespace

std::string make_bash_completion() {
  std::vector<std::string> with_value;
  std::string letters;
  std::string values;
  for (const Option& option : all_options()) {
    values += values_of(option);
    if (option.value != OptionValue::None) {
      const std::vector<std::string> forms = forms_of(option);
      with_value.insert(with_value.end(), forms.begin(), forms.end());
      letters += option.letter == '\0' ? "" : std::string(1, option.letter);
    }
  }
  std::string options = options_arm("", Action::FetchToken);
  std::string after;
  for (const CommandName& command : all_commands()) {
    const std::string name(command.name);
    options += options_arm(name, command.action);
    if (const std::string following = words_after(command); !following.empty()) {
      after += "    *:" + name + ":1) words=" + quote_for_shell(following) + " ;;\n";
    }
  }
  return fill_in(kScript, {{"@VALUES@", values},
                           {"@TAKE_VALUES@", join_words(with_value, " | ")},
                           {"@LETTERS@", letters},
                           {"@OPTIONS@", options},
                           {"@COMMANDS@", join_words(command_names())},
                           {"@AFTER@", after}});
}

}  // namespace goto_token
