#include "goto_token/base/text.hpp"
#include "goto_token/command_line/completion.hpp"

namespace goto_token {
namespace {

constexpr const char* kScript = R"script(#compdef goto-token
# zsh completion for goto-token. Save it as _goto-token in a folder of $fpath, or load it after compinit with
# source <(goto-token completion zsh)

_goto-token() {
  local context state state_descr line ret=1 curcontext=$curcontext
  local -A opt_args
  local -a offered
  integer separator=${words[(ie)--]}
  if (( separator < CURRENT )); then
    if (( ${words[2,separator][(Ie)exec]} )); then
      words=("${(@)words[separator + 1,-1]}")
      (( CURRENT -= separator ))
      _normal && ret=0
    fi
    return ret
  fi
  # The command: the first word that is neither an option nor the value of one.
  local command
  integer at
  for (( at = 2; at < CURRENT; at++ )); do
    case ${words[at]} in
      (@TAKE_VALUES@) (( at++ )) ;;
      (-*) ;;
      (*) command=${words[at]}; break ;;
    esac
  done
  # The options of other commands are known, so that words after them have their meaning, but not offered.
  local option
  local -a own
  local -A hide
  case $command in
@OWN@  esac
  for option in @ALL@; do
    (( ${own[(Ie)$option]} )) || hide[$option]='!'
  done
  _arguments -s -C : \
@OPTIONS@    '1: :->command' '2: :->word' && ret=0
  case $state:${line[1]-} in
    (command:*)
      offered=(
@COMMANDS@      )
      _describe -t commands command offered && ret=0
      ;;
@WORDS@    (word:exec) compadd -- -- && ret=0 ;;
  esac
  return ret
}

if [[ ${funcstack[1]-} == _goto-token ]]; then
  _goto-token "$@" # zsh has just loaded this file for a completion
elif (( ${+functions[compdef]} )); then
  compdef _goto-token goto-token
fi
)script";

/// Escapes text for a quoted specification, where colons and brackets end a part.
std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == ':' || c == '[' || c == ']') {
      escaped += '\\';
    }
    escaped += c;
  }
  return escaped;
}

std::string action_of(const Option& option) {
  switch (option.value) {
    case OptionValue::File:
      return "_files";
    case OptionValue::Command:
      return " _command_names -e";  // the blank keeps -e the first argument
    case OptionValue::Word:
      return "->" + std::string(option.name.substr(2));
    case OptionValue::None:
    case OptionValue::Text:
      break;
  }
  return " ";
}

/// The arguments of _arguments for one option: both forms, the description, the value.
std::string specification_of(const Option& option) {
  const std::string name(option.name);
  const bool takes_value = option.value != OptionValue::None;
  const std::string about = quote_for_shell(
      "[" + escape(option.about) + "]" + (takes_value ? ":" + name.substr(2) + ":" + action_of(option) : ""));
  const std::string end = takes_value ? "=" : "";
  const std::string hidden = "\"${hide[" + name + "]}\"";
  if (option.letter == '\0') {
    return hidden + name + end + about;
  }
  const std::string letter = std::string("-") + option.letter;
  const std::string both = option.name == "--scope" ? "'*'" : "'(" + letter + " " + name + ")'";
  return hidden + both + "{" + letter + (takes_value ? "+" : "") + "," + name + end + "}" + about;
}

/// The arms of `case STATE:COMMAND` for the words of an option.
std::string arms_of(const Option& option) {
  std::string arms;
  for (const auto& [command, words] : words_by_command(option)) {
    arms.append("    (").append(option.name.substr(2)).append(":").append(command);
    arms.append(") compadd -- ").append(words).append(" && ret=0 ;;\n");
  }
  return arms;
}

/// The arm of `case COMMAND` that names the command's options.
std::string own_options_arm(const std::string& command, Action action) {
  std::vector<std::string> own;
  for (const Option& option : all_options()) {
    if (option.commands.contains(action)) {
      own.emplace_back(option.name);
    }
  }
  return "    (" + command + ") own=(" + join_words(own) + ") ;;\n";
}

}  // namespace

std::string make_zsh_completion() {
  std::string options;
  std::string words;
  std::string own = own_options_arm("''", Action::FetchToken);
  std::vector<std::string> all;
  std::vector<std::string> with_value;
  for (const Option& option : all_options()) {
    options += "    " + specification_of(option) + " \\\n";
    words += option.value == OptionValue::Word ? arms_of(option) : "";
    all.emplace_back(option.name);
    if (option.value != OptionValue::None) {
      const std::vector<std::string> forms = forms_of(option);
      with_value.insert(with_value.end(), forms.begin(), forms.end());
    }
  }
  std::string commands;
  for (const CommandName& command : all_commands()) {
    const std::string name(command.name);
    own += own_options_arm(name, command.action);
    commands += "        " + quote_for_shell(name + ":" + escape(command.about)) + "\n";
    if (const std::string following = words_after(command); !following.empty()) {
      words.append("    (word:").append(name).append(") compadd -- ").append(following);
      words.append(" && ret=0 ;;\n");
    }
  }
  return fill_in(kScript, {{"@TAKE_VALUES@", join_words(with_value, "|")},
                           {"@OWN@", own},
                           {"@ALL@", join_words(all)},
                           {"@OPTIONS@", options},
                           {"@COMMANDS@", commands},
                           {"@WORDS@", words}});
}

}  // namespace goto_token
